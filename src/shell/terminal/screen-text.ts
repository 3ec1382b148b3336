/**
 * What a reader of the screen would call a command's output: the bytes that a terminal was sent, without prompts,
 * typed text, colours and other controls. Our shells mark their prompts as terminals' shell integration does.
 *
 * Models: OSC 133 semantic prompts (A prompt, B input, C output, D end of command), ECMA-48 control sequences.
 */

/** A control sequence, an operating system command, or another escape. The body of an OSC ends with BEL or ST. */
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /\x1b\](?<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[PX^_][^\x1b]*\x1b\\|\x1b[ -/]*[0-~]/g;

export interface ScreenText {
  readonly text: string;
  /** The exit status in the last end-of-command mark, when there is one. */
  readonly exitCode: number | null;
  /** It stops in the middle of a prompt or of what is typed after one. */
  readonly endsInPrompt: boolean;
}

/** `startsInPrompt`: what came before ended in a prompt. */
export function screenText(shown: string, startsInPrompt = false): ScreenText {
  let text = "";
  let at = 0;
  let inPrompt = startsInPrompt;
  let exitCode: number | null = null;
  for (const found of shown.matchAll(ESCAPES)) {
    if (!inPrompt) text += shown.slice(at, found.index);
    at = found.index + found[0].length;
    const mark = /^133;([A-D])(?:;(\d+))?/.exec(found.groups?.osc ?? "");
    if (mark === null) continue;
    inPrompt = mark[1] === "A" || mark[1] === "B";
    if (mark[1] === "D") exitCode = Number(mark[2] ?? 0);
  }
  if (!inPrompt) text += shown.slice(at);
  return { text: text.replaceAll("\r\n", "\n").replaceAll("\x07", ""), exitCode, endsInPrompt: inPrompt };
}
