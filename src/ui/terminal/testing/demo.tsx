/** A small app that does on purpose what the terminal layer has to bear: the tests of this folder run it in a pty. */
import process from "node:process";
import { Box, Text } from "ink";
import SelectInput from "ink-select-input";
import { type ReactNode, useState } from "react";
import { nodeHost } from "../../../cli/node-host.ts";
import { judgeCapabilities, lookOf } from "../capabilities.ts";
import type { Key } from "../key.ts";
import { startTerminal } from "../lifecycle.ts";
import { applyProbe } from "../probe.ts";
import { mount, useCaret, useKey, usePasteMarks, useTerminal } from "../render.tsx";

const lessons = [
  { label: "주소", value: "address" },
  { label: "이름 찾기", value: "names" },
  { label: "Handshake", value: "handshake" },
];

function Indicator({ isSelected = false }: { readonly isSelected?: boolean }): ReactNode {
  return <Text color="green">{isSelected ? "> " : "  "}</Text>;
}

function Menu(props: { readonly onChosen: (value: string) => void }): ReactNode {
  return <SelectInput items={lessons} indicatorComponent={Indicator} onSelect={(item) => props.onChosen(item.value)} />;
}

/** Its text starts in column 2 of row 1. */
function Field(props: { readonly text: string; readonly columns: number }): ReactNode {
  usePasteMarks();
  useCaret({ x: 2 + props.columns, y: 1 });
  return <Text>field {props.text}</Text>;
}

interface DemoState {
  readonly count: number;
  readonly log: readonly string[];
  readonly mode: "counter" | "menu" | "field" | "broken";
  readonly text: string;
  readonly chosen: string;
}

function describe(key: Key): string {
  return key.kind === "paste" ? `paste(${key.text})` : (key.char ?? key.name);
}

function Demo(): ReactNode {
  const { size, stop } = useTerminal();
  const [state, setState] = useState<DemoState>({ count: 0, log: [], mode: "counter", text: "", chosen: "-" });
  const set = (change: Partial<DemoState>) => setState((now) => ({ ...now, ...change }));

  // Deliberately from the closure, not from the previous state: a key that came too early would be lost here.
  useKey((key) => {
    const log = [...state.log, describe(key)].slice(-8);
    if (key.kind === "paste") set({ text: state.text + key.text, log });
    else if (key.name === "escape") set({ mode: "counter", log });
    else if (state.mode === "menu") set({ log });
    else if (state.mode === "field") set({ text: state.text + (key.char ?? ""), log });
    else if (key.name === "right" || key.char === "n") set({ count: state.count + 1, log });
    else if (key.name === "left") set({ count: state.count - 1, log });
    else if (key.char === "m") set({ mode: "menu", log });
    else if (key.char === "f") set({ mode: "field", log });
    else if (key.char === "h") throw new Error("broken on purpose in a handler");
    else if (key.char === "r") set({ mode: "broken" });
    else if (key.char === "t") setTimeout(() => Promise.reject(new Error("broken on purpose later")), 0);
    else if (key.char === "e") process.stdin.push(null);
    else if (key.char === "x") process.exit(3);
    else if (key.char === "q") stop({ kind: "quit", code: 7 });
    else set({ log });
  });

  if (state.mode === "broken") throw new Error("broken on purpose in a render");
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Box borderStyle="single" height={3} flexDirection="row">
        {state.mode === "field" ? <Text>{state.text}</Text> : <Text bold>가나다 count {state.count}</Text>}
      </Box>
      <Box flexDirection="row">
        <Box borderStyle="single" width={21}>
          <Text color="#ff8800">서버는 클라이언트에게 이름을 돌려줍니다</Text>
        </Box>
        <Box borderStyle="single" width={20}>
          <Text>odd 폭 {state.log.join(" ")}</Text>
        </Box>
      </Box>
      <Text>{`size ${size.columns}x${size.rows} mode ${state.mode} chosen ${state.chosen}`}</Text>
      {state.mode === "menu" && <Menu onChosen={(value) => set({ chosen: value, mode: "counter" })} />}
      {state.mode === "field" && <Field text={state.text} columns={state.text.length - 1} />}
    </Box>
  );
}

const capabilities = judgeCapabilities({
  environment: process.env,
  flags: {},
  stdinIsTty: process.stdin.isTTY,
  stdoutIsTty: process.stdout.isTTY,
  platform: process.platform,
});

const terminal = startTerminal({
  host: nodeHost(),
  look: lookOf(capabilities),
  farewell: (reason) => (reason.kind === "crash" ? `crash: ${String(reason.error)}` : `bye: ${reason.kind}`),
});
terminal.painter.setLook(lookOf(applyProbe(capabilities, await terminal.probe())));
mount(<Demo />, terminal);
