/** How many columns characters take. Models: wcwidth(3), Unicode TR 11 (East Asian wide) as far as terminals agree. */

const WIDE: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

const ZERO: readonly (readonly [from: number, to: number])[] = [
  [0x300, 0x36f],
  [0x200b, 0x200f],
  [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
];

export function widthOf(char: string): number {
  const point = char.codePointAt(0) as number;
  if (point < 32 || point === 127) return 2;
  if (point < 0x300) return 1;
  if (ZERO.some(([from, to]) => point >= from && point <= to)) return 0;
  return WIDE.some(([from, to]) => point >= from && point <= to) ? 2 : 1;
}

/** As it is shown: control characters as ^X. */
export function shownAs(char: string): string {
  const code = char.charCodeAt(0);
  if (char.length === 1 && (code < 32 || code === 127)) return `^${String.fromCharCode(code ^ 64)}`;
  return code >= 0xdc80 && code <= 0xdcff && char.length === 1 ? "\ufffd" : char;
}

/** Columns of a text in which control sequences take none. */
export function textWidth(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is taken out
  const plain = text.replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x1f\x7f]/g, "");
  let width = 0;
  for (const char of plain) width += widthOf(char);
  return width;
}
