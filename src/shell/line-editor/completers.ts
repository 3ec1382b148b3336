/** Commands that know what their arguments can be: one sorted line each. */
import type { Completer } from "./completion.ts";

const LINES: readonly (readonly [command: string, completer: Completer])[] = [];

export const COMPLETERS: ReadonlyMap<string, Completer> = new Map(LINES);
