/** Commands that know what their arguments can be: one sorted line each. */
import { completeByProgram } from "./cobra-completer.ts";
import type { Completer } from "./completion.ts";

const LINES: readonly (readonly [command: string, completer: Completer])[] = [["kubectl", completeByProgram]];

export const COMPLETERS: ReadonlyMap<string, Completer> = new Map(LINES);
