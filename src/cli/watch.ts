/** Watches a lesson's folder: says when something in it was saved. */
import { existsSync, watch } from "node:fs";
import type { Timers } from "../ui/terminal/host.ts";

/** An editor that saves writes, renames and touches in one go: that is one change. */
const SETTLE_MILLIS = 100;
/** A folder that is replaced as a whole is gone for a moment. */
const RETURN_MILLIS = 500;

/**
 * Calls `changed` when the lesson's texts in the folder have changed and settled; the folder and not its files, because
 * editors put a new file in the old one's place. Ends with what it returns.
 */
export function watchFolder(folder: string, timers: Timers, changed: () => void): () => void {
  let settled = (): void => undefined;
  let away = (): void => undefined;
  let close = (): void => undefined;
  open();

  function open(): void {
    try {
      close = opened();
    } catch {
      // It is gone this very moment, or the system has no watcher to spare: later, perhaps.
      leave();
    }
  }

  function opened(): () => void {
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      if (!existsSync(folder)) return leave();
      if (name === null || /\.(yaml|md)$/.test(name)) settle();
    });
    // A folder that is removed is an error on some systems.
    watcher.on("error", leave);
    return () => watcher.close();
  }

  function settle(): void {
    settled();
    settled = timers.after(SETTLE_MILLIS, changed);
  }

  /** The folder is gone, and with it what watched it: until another of its name is there. */
  function leave(): void {
    close();
    close = () => undefined;
    away();
    away = timers.after(RETURN_MILLIS, () => {
      if (!existsSync(folder)) return leave();
      open();
      settle();
    });
  }

  return () => {
    settled();
    away();
    close();
  };
}
