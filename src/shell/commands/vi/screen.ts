/** The editor's text on a terminal: lines, tildes, the mode and the ruler. Models: vim 9.0 drawscreen.c win_update(), showmode() */
import type { Tty } from "../../../sim/os/tty.ts";
import { cells, expanded } from "../screen/keyboard.ts";
import type { ViEditor } from "./editor.ts";

const MODES: Readonly<Record<string, string>> = {
  insert: "-- INSERT --",
  replace: "-- REPLACE --",
  visual: "-- VISUAL --",
  "visual-line": "-- VISUAL LINE --",
};

export function drawScreen(editor: ViEditor, { columns, rows }: Tty): string {
  const height = Math.max(1, rows - 1);
  editor.height = height;
  const margin = editor.settings.number ? Math.max(4, String(editor.buffer.lines.length).length + 1) : 0;
  const width = Math.max(10, columns - margin);
  scrollTo(editor, height, width);
  const shown: string[] = [];
  let cursor = { row: 0, column: 0 };
  for (let line = editor.top; shown.length < height; line++) {
    if (line >= editor.buffer.lines.length) {
      shown.push("~");
      continue;
    }
    const text = editor.buffer.line(line);
    const parts = wrapped(expanded(text, editor.settings.tabStop), width);
    if (line === editor.at.line) {
      const before = cells(expanded(text.slice(0, editor.at.column), editor.settings.tabStop));
      cursor = { row: shown.length + Math.floor(before / width), column: margin + (before % width) };
    }
    if (shown.length + parts.length > height && line !== editor.top) {
      while (shown.length < height) shown.push("@");
      break;
    }
    for (const [i, part] of parts.entries()) {
      const number = margin === 0 ? "" : i === 0 ? `${String(line + 1).padStart(margin - 1)} ` : " ".repeat(margin);
      if (shown.length < height) shown.push(highlighted(editor, { line, part, isWhole: parts.length === 1 }, number));
    }
  }
  const body = shown.map((row, i) => `\u001b[${i + 1};1H${row}\u001b[K`).join("");
  const place =
    editor.mode === "command"
      ? { row: rows - 1, column: cells(editor.command) }
      : { row: Math.min(cursor.row, height - 1), column: cursor.column };
  return `\u001b[?25l${body}\u001b[${rows};1H${bottomLine(editor, columns)}\u001b[K\u001b[${place.row + 1};${place.column + 1}H\u001b[?25h`;
}

function wrapped(text: string, width: number): string[] {
  const chars = [...text];
  const parts: string[] = [];
  for (let at = 0; at === 0 || at < chars.length; at += width) parts.push(chars.slice(at, at + width).join(""));
  return parts;
}

/** A selected line is shown the other way round; a selection within one, as far as it needs no wrapping. */
function highlighted(
  { mode, at, anchor }: ViEditor,
  { line, part, isWhole }: { readonly line: number; readonly part: string; readonly isWhole: boolean },
  number: string,
): string {
  if (mode !== "visual" && mode !== "visual-line") return number + part;
  const [from, to] =
    at.line < anchor.line || (at.line === anchor.line && at.column < anchor.column) ? [at, anchor] : [anchor, at];
  if (line < from.line || line > to.line) return number + part;
  if (mode === "visual-line" || !isWhole || (line > from.line && line < to.line))
    return `${number}\u001b[7m${part}\u001b[27m`;
  const start = line === from.line ? from.column : 0;
  const end = line === to.line ? to.column + 1 : part.length;
  return `${number}${part.slice(0, start)}\u001b[7m${part.slice(start, end)}\u001b[27m${part.slice(end)}`;
}

function scrollTo(editor: ViEditor, height: number, width: number): void {
  const rowsOf = (line: number): number =>
    Math.max(1, Math.ceil(cells(expanded(editor.buffer.line(line), editor.settings.tabStop)) / width));
  const { line } = editor.at;
  if (line < editor.top) editor.top = Math.max(0, editor.top - line > height ? line - Math.floor(height / 2) : line);
  let used = 0;
  for (let at = editor.top; at <= line; at++) used += rowsOf(at);
  if (used <= height) return;
  const isFar = line - editor.top > height * 2;
  used = 0;
  let top = line;
  const room = isFar ? Math.floor(height / 2) : height;
  while (top >= 0 && used + rowsOf(top) <= room) used += rowsOf(top--);
  editor.top = Math.min(line, top + 1);
}

function bottomLine(editor: ViEditor, columns: number): string {
  if (editor.mode === "command") return editor.command;
  const left = editor.message === "" ? (MODES[editor.mode] ?? "") : editor.message;
  const isError = /^E\d+:/.test(left);
  const right = rulerOf(editor);
  const room = Math.max(0, columns - 18);
  const text = left.slice(0, room);
  const shown = isError ? `\u001b[37;41m${text}\u001b[0m` : text;
  return `${shown}${" ".repeat(Math.max(0, room - text.length))}${right}`;
}

function rulerOf({ at, buffer, top, height, settings }: ViEditor): string {
  const before = cells(expanded(buffer.line(at.line).slice(0, at.column), settings.tabStop));
  const column =
    buffer.line(at.line) === ""
      ? "0-1"
      : before === at.column
        ? String(at.column + 1)
        : `${at.column + 1}-${before + 1}`;
  const last = buffer.lines.length;
  const place =
    last <= height
      ? "All"
      : top === 0
        ? "Top"
        : top + height >= last
          ? "Bot"
          : `${Math.floor((top * 100) / Math.max(1, last - height))}%`;
  return `${`${at.line + 1},${column}`.padEnd(14)}${place}`.padEnd(18);
}
