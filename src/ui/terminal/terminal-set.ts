/** The terminals of one session, as the page shows them: a screen for each, the log of the plain one, and who answers. */
import type { TerminalPlaces, TerminalStatus } from "../worker/protocol.ts";
import type { TerminalHost } from "./hop-terminal.ts";
import { PlainTerminal } from "./plain-terminal.ts";
import type { TerminalScreen } from "./terminal-screen.ts";

export const FIRST = 1;

export class TerminalSet {
  readonly screens = new Map<number, TerminalScreen>();
  readonly plain: PlainTerminal;
  /** Asked for, and not yet told of by the engine, whose last word may be from before. */
  readonly opening = new Set<number>();
  host: TerminalHost | null = null;
  statuses: readonly TerminalStatus[] = [opening(FIRST)];
  places: TerminalPlaces | null = null;
  /** Which terminal is looked at, and typed into. */
  active = FIRST;

  constructor(onPlainKeys: (keys: string) => void) {
    this.plain = new PlainTerminal({ onKeys: onPlainKeys });
  }

  drop(terminal: number): void {
    this.screens.get(terminal)?.dispose();
    this.screens.delete(terminal);
    this.plain.forget(terminal);
  }

  /** Nobody sees it for now. */
  hide(): void {
    for (const { element } of this.screens.values()) element.hidden = true;
    this.plain.element.hidden = true;
  }

  dispose(): void {
    for (const terminal of [...this.screens.keys()]) this.drop(terminal);
    this.plain.element.remove();
  }
}

/** What is known of a terminal before the engine has told of it. */
export function opening(terminal: number): TerminalStatus {
  return { terminal, state: "running", program: null };
}
