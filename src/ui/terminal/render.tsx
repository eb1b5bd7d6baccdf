/** Mounts a React element on a terminal through Ink, and the hooks by which components reach that terminal. */
import chalk from "chalk";
import { render, useInput } from "ink";
import { Component, createContext, type ReactNode, useContext, useInsertionEffect } from "react";
import { assert } from "../../base/assert.ts";
import type { Size } from "./cells.ts";
import type { Key } from "./key.ts";
import type { StopReason, Terminal } from "./lifecycle.ts";
import type { CursorSpot } from "./painter.ts";

export interface TerminalHandle {
  readonly size: Size;
  /** Ends the session; see `StopReason`. */
  stop(reason: StopReason): void;
}

export interface Mounted {
  /** Shows another element, or the same with other props; synchronous. */
  rerender(element: ReactNode): void;
  unmount(): void;
}

interface TerminalValue extends TerminalHandle {
  readonly terminal: Terminal;
}

const TerminalContext = createContext<TerminalValue | undefined>(undefined);

/** Mounts an element. An error while rendering, in an effect or in a key's handler stops the terminal as a crash. */
export function mount(element: ReactNode, terminal: Terminal): Mounted {
  // Ink's colours go through chalk, whose level was guessed from this process; the painter reduces them instead.
  chalk.level = 3;
  const { painter } = terminal;
  const stop = (reason: StopReason) => terminal.stop(reason);
  let shown = element;
  const tree = () => (
    <CrashBoundary onCrash={(error) => stop({ kind: "crash", error })}>
      <TerminalContext value={{ terminal, size: painter.size(), stop }}>{shown}</TerminalContext>
    </CrashBoundary>
  );
  const instance = render(tree(), {
    stdout: painter.stdout as unknown as NodeJS.WriteStream,
    stdin: terminal.keys.stdin as unknown as NodeJS.ReadStream,
    debug: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: false,
  });
  // Ink's own listener came first and has laid out the root; this one brings the new size in before anything is shown.
  const onResize = () => instance.rerender(tree());
  painter.stdout.on("resize", onResize);
  const takeAway = () => {
    painter.stdout.off("resize", onResize);
    instance.unmount();
  };
  const forget = terminal.onUnmount(takeAway);
  return {
    rerender(next) {
      shown = next;
      instance.rerender(tree());
    },
    unmount() {
      forget();
      takeAway();
    },
  };
}

/** The terminal this component is shown on: its size, and how to leave it. */
export function useTerminal(): TerminalHandle {
  const value = useContext(TerminalContext);
  assert(value, "useTerminal outside of mount()");
  return value;
}

/** Calls `handler` with each key or paste, one at a time, each after the render that the one before led to. */
export function useKey(handler: (key: Key) => void, options: { readonly active?: boolean } = {}): void {
  const value = useContext(TerminalContext);
  assert(value, "useKey outside of mount()");
  useInput(
    () => {
      const key = value.terminal.keys.current();
      if (key) handler(key);
    },
    { isActive: options.active ?? true },
  );
}

/** Shows these rows, each a text with SGR that fits the screen, instead of Ink's frames while the component is mounted. */
export function usePicture(rows: readonly string[]): void {
  const value = useContext(TerminalContext);
  assert(value, "usePicture outside of mount()");
  const { painter } = value.terminal;
  // As with the caret below: rows, caret and what Ink hands over go into one write.
  useInsertionEffect(() => {
    painter.setPicture(rows);
    return () => painter.setPicture(undefined);
  }, [painter, rows]);
}

/** Shows the terminal's cursor at this spot of the screen while the component is mounted; undefined shows none. */
export function useCaret(spot: CursorSpot | undefined): void {
  const value = useContext(TerminalContext);
  assert(value, "useCaret outside of mount()");
  const { painter } = value.terminal;
  const x = spot?.x;
  const y = spot?.y;
  // Insertion effects run before Ink hands over the frame, so that caret and letters move in one write.
  useInsertionEffect(() => {
    painter.setCursor(x === undefined || y === undefined ? undefined : { x, y });
    return () => painter.setCursor(undefined);
  }, [painter, x, y]);
}

/** Asks the terminal to mark pastes while the component is mounted: they then reach `useKey` as one `paste` each. */
export function usePasteMarks(): void {
  const value = useContext(TerminalContext);
  assert(value, "usePasteMarks outside of mount()");
  const { painter } = value.terminal;
  useInsertionEffect(() => {
    painter.setPasteMarks(true);
    return () => painter.setPasteMarks(false);
  }, [painter]);
}

/** React has no other way to catch what a render throws than a class. Ink's own boundary would print source lines. */
class CrashBoundary extends Component<
  { readonly onCrash: (error: unknown) => void; readonly children: ReactNode },
  { readonly crashed: boolean }
> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { readonly crashed: boolean } {
    return { crashed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onCrash(error);
  }

  override render(): ReactNode {
    return this.state.crashed ? null : this.props.children;
  }
}
