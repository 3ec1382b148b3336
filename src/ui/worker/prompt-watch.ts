/**
 * Reads the marks that our shells put around prompts and commands (OSC 133) off the stream of output, so that the
 * page knows what is output, when a command runs, and how it ended. A mark may be cut in two between chunks.
 */
import { screenText } from "../../shell/terminal/screen-text.ts";

export type PromptMark = { readonly phase: "started" } | { readonly phase: "ended"; readonly exitCode: number | null };

const OSC = "\x1b]133;";
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const MARK = /\x1b\]133;([A-D])(?:;(\d+))?[^\x07\x1b]*(?:\x07|\x1b\\)/g;

export class PromptWatch {
  #rest = "";
  #inCommand = false;

  /** What of this chunk is output of a command, and the marks that passed. */
  read(chunk: string): { said: string; marks: readonly PromptMark[] } {
    const text = this.#rest + chunk;
    const cut = startOfUnfinishedMark(text);
    this.#rest = text.slice(cut);
    const marks: PromptMark[] = [];
    let said = "";
    let at = 0;
    for (const found of text.slice(0, cut).matchAll(MARK)) {
      if (this.#inCommand) said += text.slice(at, found.index);
      at = found.index + found[0].length;
      this.#take(found[1] as string, found[2], marks);
    }
    if (this.#inCommand) said += text.slice(at, cut);
    return { said: screenText(said).text, marks };
  }

  #take(letter: string, status: string | undefined, marks: PromptMark[]): void {
    this.#inCommand = letter === "C";
    if (letter === "C") marks.push({ phase: "started" });
    else if (letter === "D") marks.push({ phase: "ended", exitCode: status === undefined ? null : Number(status) });
  }
}

/** Where a mark begins that this text does not finish; the text's length when there is none. */
function startOfUnfinishedMark(text: string): number {
  const at = text.lastIndexOf("\x1b");
  if (at < 0) return text.length;
  const tail = text.slice(at);
  if (tail.length < OSC.length) return OSC.startsWith(tail) ? at : text.length;
  return tail.startsWith(OSC) && !tail.includes("\x07") ? at : text.length;
}
