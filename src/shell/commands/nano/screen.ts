/** Nano on a terminal: the title, the text, a line for messages and two for keys. Models: GNU nano 7.2 src/winio.c */
import type { Tty } from "../../../sim/os/tty.ts";
import { expanded } from "../screen/keyboard.ts";
import type { NanoText } from "./text.ts";

const KEYS: readonly (readonly [string, string])[] = [
  ["^G Help", "^X Exit"],
  ["^O Write Out", "^R Read File"],
  ["^W Where Is", "^\\ Replace"],
  ["^K Cut", "^U Paste"],
  ["^T Execute", "^J Justify"],
  ["^C Location", "^/ Go To Line"],
];

export interface NanoState {
  readonly file: string;
  readonly message: string;
  readonly question: { readonly words: string; readonly keys: string } | null;
  readonly readOnly: boolean;
}

export function textRows({ rows }: Tty): number {
  return Math.max(1, rows - 4);
}

export function drawNano(text: NanoText, tty: Tty, state: NanoState): string {
  const height = textRows(tty);
  if (text.at.line < text.top) text.top = text.at.line;
  if (text.at.line >= text.top + height) text.top = Math.max(0, text.at.line - Math.floor(height / 2));
  const shift = Math.max(0, text.shownColumn - tty.columns + 8);
  const rows = [titleOf(text, tty.columns, state)];
  for (let i = 0; i < height; i++) {
    const line = text.lines[text.top + i];
    const from = text.top + i === text.at.line ? shift : 0;
    const shown = line === undefined ? "" : [...expanded(line)].slice(from, from + tty.columns);
    rows.push(typeof shown === "string" ? shown : shown.join(""));
  }
  rows.push(messageOf(state, tty.columns), ...keyLines(state, tty.columns));
  const body = rows.map((row, i) => `\u001b[${i + 1};1H${row}\u001b[K`).join("");
  const place =
    state.question === null
      ? { row: 2 + text.at.line - text.top, column: text.shownColumn - shift + 1 }
      : { row: height + 2, column: [...state.question.words].length + 1 };
  return `\u001b[?25l${body}\u001b[${place.row};${place.column}H\u001b[?25h`;
}

function inverse(text: string): string {
  return `\u001b[7m${text}\u001b[27m`;
}

function titleOf(text: NanoText, columns: number, { file, readOnly }: NanoState): string {
  const left = "  GNU nano 7.2";
  const middle = expanded(file === "" ? "New Buffer" : file);
  const right = readOnly ? "View  " : text.isModified ? "Modified  " : "";
  const start = Math.max(left.length + 2, Math.floor((columns - middle.length) / 2));
  const line = `${left.padEnd(start)}${middle}`;
  return inverse(`${line.padEnd(columns - right.length).slice(0, columns - right.length)}${right}`);
}

function messageOf({ message, question }: NanoState, columns: number): string {
  if (question !== null) return inverse(expanded(question.words).padEnd(columns).slice(0, columns));
  if (message === "") return "";
  const shown = expanded(message).slice(0, columns);
  return `${" ".repeat(Math.max(0, Math.floor((columns - shown.length) / 2)))}${inverse(shown)}`;
}

function keyLines({ question }: NanoState, columns: number): [string, string] {
  if (question !== null) {
    const [first = "", second = ""] = question.keys.split("\n");
    return [first, second];
  }
  const width = Math.floor(columns / KEYS.length);
  const line = (row: 0 | 1): string =>
    KEYS.map((pair) => {
      const [key = "", ...words] = pair[row].split(" ");
      const label = words.join(" ").slice(0, Math.max(0, width - key.length - 1));
      return `${inverse(key)} ${label.padEnd(width - key.length - 1)}`;
    }).join("");
  return [line(0), line(1)];
}
