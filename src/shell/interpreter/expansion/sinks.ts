/**
 * Where the pieces of an expanded word go: into fields that are split and matched against files, into one text, into
 * a pattern or into a regular expression.
 *
 * Models: POSIX XCU 2.6.5 field splitting.
 */
import { escapePattern, isPattern } from "./pattern.ts";

export interface Sink {
  /** Text that stands for itself. */
  quoted(text: string): void;
  /** Text of the word itself: special characters count, blanks do not split. */
  bare(text: string): void;
  /** An unquoted expansion's value: special characters count and IFS splits. */
  split(text: string): void;
  /** The next element of `"$@"`. */
  separate(): void;
  /** One value of `$*` or `$@` begins after another, outside quotes. */
  separateBare(): void;
}

export interface Field {
  readonly text: string;
  /** Its pattern, when there is something to match. */
  readonly pattern: string | null;
}

export class FieldSink implements Sink {
  readonly fields: Field[] = [];
  readonly #ifs: string;
  readonly #extended: boolean;
  #text = "";
  #pattern: string | null = null;
  #started = false;
  #closedByBlank = false;

  constructor(ifs: string | null, extended: boolean) {
    this.#ifs = ifs ?? " \t\n";
    this.#extended = extended;
  }

  quoted(text: string): void {
    this.#started = true;
    this.#closedByBlank = false;
    this.#text += text;
    if (this.#pattern !== null) this.#pattern += escapePattern(text);
  }

  bare(text: string): void {
    if (text === "") return;
    this.#started = true;
    this.#closedByBlank = false;
    if (this.#pattern === null && /[*?[(]/.test(text)) this.#pattern = escapePattern(this.#text);
    this.#text += text;
    if (this.#pattern !== null) this.#pattern += text;
  }

  split(text: string): void {
    if (text === "") return;
    const ifs = this.#ifs;
    if (ifs === "") {
      this.bare(text);
      return;
    }
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const char = text.charAt(i);
      if (!ifs.includes(char)) continue;
      if (i > from) this.bare(text.slice(from, i));
      from = i + 1;
      if (char === " " || char === "\t" || char === "\n") {
        if (this.#started) {
          this.#close();
          this.#closedByBlank = true;
        }
      } else if (this.#started || !this.#closedByBlank) this.#close();
      else this.#closedByBlank = false;
    }
    if (from < text.length) this.bare(text.slice(from));
  }

  separate(): void {
    this.#close();
  }

  separateBare(): void {
    if (this.#started) this.#close();
  }

  end(): void {
    if (this.#started) this.#close();
    this.#closedByBlank = false;
  }

  #close(): void {
    const isGlob = this.#pattern !== null && isPattern(this.#pattern, this.#extended);
    this.fields.push({ text: this.#text, pattern: isGlob ? this.#pattern : null });
    this.#text = "";
    this.#pattern = null;
    this.#started = false;
    this.#closedByBlank = false;
  }
}

abstract class JoinedSink implements Sink {
  text = "";
  readonly #separator: string;

  constructor(separator = " ") {
    this.#separator = separator;
  }

  abstract quoted(text: string): void;

  bare(text: string): void {
    this.text += text;
  }

  split(text: string): void {
    this.text += text;
  }

  separate(): void {
    this.text += this.#separator;
  }

  separateBare(): void {
    this.text += this.#separator;
  }
}

/** Assignments, here-strings, `case` words: one text. */
export class TextSink extends JoinedSink {
  quoted(text: string): void {
    this.text += text;
  }
}

export class PatternSink extends JoinedSink {
  quoted(text: string): void {
    this.text += escapePattern(text);
  }
}

/** The right side of `=~`: what is quoted stands for itself. */
export class RegexSink extends JoinedSink {
  quoted(text: string): void {
    this.text += text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  }
}

/** The replacement of `${x/a/b}`, where an unquoted `&` stands for what was matched. */
export class ReplacementSink extends JoinedSink {
  quoted(text: string): void {
    this.text += text.replace(/[\\&]/g, "\\$&");
  }
}
