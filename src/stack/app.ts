/**
 * What every program on a simulated host is: a pure function of its state and what reached it.
 * It never waits: it makes calls, each with a tag of its own, and is woken with the tag when a call returns.
 */
import type { DeviceId } from "../base/ids.ts";
import type { Rng } from "../base/rng.ts";
import type { Micros } from "../base/units.ts";
import type { FormField, Method } from "../wire/http.ts";
import type { CallTag, Syscall, SyscallResult } from "./call.ts";
import type { Fact } from "./fact.ts";

/** What a learner or a lesson can have a program do. */
export type Act =
  | OpenUrl
  | { readonly kind: "look-up"; readonly name: string; readonly type: string }
  | { readonly kind: "flush-cache" }
  | { readonly kind: "ping"; readonly address: string; readonly count: number };

/** A URL for a browser. Without `method`, a `form` is posted and anything else is got. */
export type OpenUrl = {
  readonly kind: "open-url";
  readonly url: string;
  /** Which browser window is meant, where a machine has several. */
  readonly window?: string;
  readonly method?: Method;
  /** Fields of a form: in the body of a POST, in the target of a GET. */
  readonly form?: readonly FormField[];
  /** Or: the body itself, as text. */
  readonly body?: string;
  /** The body waits until the server answers `100 Continue`. */
  readonly expectContinue?: boolean;
  /** In place of the browser's own. */
  readonly version?: "1.0" | "1.1";
};

export type AppEvent =
  | { readonly kind: "start" }
  | { readonly kind: "returned"; readonly tag: CallTag; readonly result: SyscallResult }
  | { readonly kind: "told"; readonly act: Act };

export type AppEnv = { readonly device: DeviceId; readonly now: Micros; readonly rng: Rng };

export type AppTurn<S> = {
  readonly state: S;
  /** Made in this order, each an entry of its own. */
  readonly calls: readonly { readonly tag: CallTag; readonly call: Syscall }[];
  readonly facts: readonly Fact[];
  readonly rng: Rng;
};

export type App<S> = (state: S, event: AppEvent, env: AppEnv) => AppTurn<S>;
