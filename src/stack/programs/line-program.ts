/** Programs as tables of lines: what a pane prints and what the program does come from the same table. */
import { assert } from "../../base/assert.ts";
import type { AppEnv, AppTurn } from "../app.ts";
import type { CallTag, Syscall, SyscallResult } from "../call.ts";
import type { Fact } from "../fact.ts";

/** One line of source that makes one call; `N` names the lines of a program, `V` is its variables. */
export type Line<N extends string, V> = {
  readonly name: N;
  /** The line as a textbook prints it. */
  readonly text: (vars: V) => string;
  /** Whether the program has this line at all, as it is configured. Default: yes. */
  readonly shown?: (vars: V) => boolean;
  readonly call: (vars: V) => Syscall;
  /** What is told as the call is made. */
  readonly makes?: (vars: V, env: AppEnv) => readonly Fact[];
  readonly got: (vars: V, result: SyscallResult, env: AppEnv) => Got<V>;
  /** The line after this one; null is the end. */
  readonly next: (vars: V) => N | null;
};

export type Got<V> = { readonly vars: V; readonly facts?: readonly Fact[] };

export type LineTable<N extends string, V> = readonly Line<N, V>[];

/** Where a program is: in the call of `line`, or, with null, nowhere. */
export type LineState<N extends string, V> = {
  readonly line: N | null;
  /** The tag of its latest call. */
  readonly tag: CallTag;
  readonly vars: V;
};

type LineTurn<N extends string, V> = Omit<AppTurn<LineState<N, V>>, "rng">;

/** Comes to a line and makes its call; null leaves the program at its end. */
export function enterLine<N extends string, V>(
  table: LineTable<N, V>,
  state: LineState<N, V>,
  name: N | null,
  env: AppEnv,
): LineTurn<N, V> {
  if (name === null) return { state: { ...state, line: null }, calls: [], facts: [] };
  const line = lineNamed(table, name);
  const tag = state.tag + 1;
  return {
    state: { ...state, line: name, tag },
    calls: [{ tag, call: line.call(state.vars) }],
    facts: line.makes?.(state.vars, env) ?? [],
  };
}

/** The call of the running line has returned: its result is taken, and the next line's call made. */
export function lineReturned<N extends string, V>(
  table: LineTable<N, V>,
  state: LineState<N, V>,
  result: SyscallResult,
  env: AppEnv,
): LineTurn<N, V> {
  assert(state.line !== null, "a call returns to the line that made it");
  const line = lineNamed(table, state.line);
  const { vars, facts = [] } = line.got(state.vars, result, env);
  const entered = enterLine(table, { ...state, vars }, line.next(vars), env);
  return { ...entered, facts: [...facts, ...entered.facts] };
}

export type SourceLine = { readonly text: string; readonly running: boolean };

/** The program's source with the running line marked. */
export function sourceLines<N extends string, V>(
  table: LineTable<N, V>,
  state: LineState<N, V>,
): readonly SourceLine[] {
  return table
    .filter((line) => line.shown?.(state.vars) ?? true)
    .map((line) => ({ text: line.text(state.vars), running: line.name === state.line }));
}

function lineNamed<N extends string, V>(table: LineTable<N, V>, name: N): Line<N, V> {
  const line = table.find((one) => one.name === name);
  assert(line, `the program has no line ${name}`);
  return line;
}
