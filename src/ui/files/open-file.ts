/**
 * The file that is being edited, between the editor's text and what the session has. A program may write the file meanwhile:
 * an untouched text follows it, a touched one is a conflict that somebody has to settle.
 */
import type { HomeText } from "../worker/files/file-protocol.ts";
import type { Draft } from "./kept-drafts.ts";

export type Sync =
  /** Nothing to do. */
  | { readonly kind: "same" }
  /** The editor shall show this. */
  | { readonly kind: "follow"; readonly text: string }
  | { readonly kind: "gone" }
  | { readonly kind: "conflict" };

export class OpenFile {
  readonly file: string;
  /** What the file held when both were the same; null: there is no such file. */
  base: string | null;
  text: string;
  /** What the file holds now, where that is neither; undefined: there is no conflict. */
  theirs: string | null | undefined = undefined;

  constructor({ file, text, base }: Draft) {
    this.file = file;
    this.text = text;
    this.base = base;
  }

  get isTouched(): boolean {
    return this.text !== this.base;
  }

  get draft(): Draft | null {
    return this.isTouched ? { file: this.file, text: this.text, base: this.base } : null;
  }

  /** What the session has now. */
  meet(found: HomeText): Sync {
    const now = found === null || !("text" in found) ? null : found.text;
    const wasTouched = this.isTouched;
    if (now === this.base || now === this.text) {
      this.base = now;
      this.theirs = undefined;
      return { kind: "same" };
    }
    if (wasTouched) {
      this.theirs = now;
      return { kind: "conflict" };
    }
    this.base = now;
    if (now === null) return { kind: "gone" };
    this.text = now;
    return { kind: "follow", text: now };
  }

  /** The file's text goes: the next save may write over it. */
  keepMine(): void {
    if (this.theirs === undefined) return;
    this.base = this.theirs;
    this.theirs = undefined;
  }

  /** The editor's text goes; null: there is no file to take. */
  takeTheirs(): string | null {
    const text = this.theirs ?? null;
    this.base = text;
    this.text = text ?? "";
    this.theirs = undefined;
    return text;
  }
}
