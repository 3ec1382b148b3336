/**
 * Where in a manifest the cursor is, for completion and hover: told from indentation, line by line, because what is being
 * typed is no YAML yet. Flow style (`{ a: b }`) has no lines of its own, and no place.
 */

export interface YamlPlace {
  readonly apiVersion: string | null;
  readonly kind: string | null;
  /** The keys above, lists passed over: `spec`, `ports`. */
  readonly path: readonly string[];
  /** The key whose value the cursor is in; null: it is in a key. */
  readonly key: string | null;
  /** What stands before the cursor of the word that it is in, and where that begins. */
  readonly word: string;
  readonly from: number;
  /** Keys that the same mapping has already, the cursor's own line left out. */
  readonly present: readonly string[];
  /** Where the key stands in its line. */
  readonly column: number;
}

interface Line {
  /** Of the first dash; null: none. */
  readonly dash: number | null;
  /** Where what is not indentation and dashes begins. */
  readonly column: number;
  readonly key: string | null;
  readonly value: string;
}

const KEY = /^(?:"([^"]*)"|'([^']*)'|([^\s#:&*!|>{}[\],"'][^:#]*?)):(?=\s|$)(.*)$/;

export function lineOf(text: string): Line | null {
  if (/^\s*(#|$)/.test(text)) return null;
  const [lead = "", indent = ""] = /^( *)(?:-(?: +|$))*/.exec(text) ?? [];
  const [, double, single, plain, value] = KEY.exec(text.slice(lead.length)) ?? [];
  const dash = lead.length > indent.length ? indent.length : null;
  return { dash, column: lead.length, key: double ?? single ?? plain ?? null, value: (value ?? "").trim() };
}

/** Null where nothing can be completed: in comments, in text that is a value, in flow style. */
export function placeAt(text: string, offset: number): YamlPlace | null {
  const before = text.slice(0, offset);
  const lines = text.split("\n");
  const row = before.split("\n").length - 1;
  const typed = before.slice(before.lastIndexOf("\n") + 1);
  const [first, last] = documentAround(lines, row);
  const own = lineOf(typed) ?? { dash: null, column: typed.length, key: null, value: "" };
  if (/^\s*#|\s#|\t/.test(typed) || typed.startsWith("---")) return null;
  const rest = typed.slice(own.column);
  const colon = own.key === null ? -1 : typed.indexOf(":", own.column) + 1;
  const word = own.key === null ? rest : typed.slice(colon).trimStart();
  if (own.key === null ? /[\s{}[\],]/.test(rest) : /^[|>&*{[]/.test(word)) return null;
  const parents = parentsOf(lines, { row, first, last }, own);
  if (parents === null) return null;
  const header = (name: string): string | null => headerOf(lines.slice(first, last), name);
  return {
    apiVersion: header("apiVersion"),
    kind: header("kind"),
    ...parents,
    key: own.key,
    word: word.replace(/^["']/, ""),
    from: offset - word.length,
    column: own.column,
  };
}

interface Around {
  readonly row: number;
  readonly first: number;
  readonly last: number;
}

/** The first row of the document, and the row after its last. */
function documentAround(lines: readonly string[], row: number): [number, number] {
  let [first, last] = [row, row];
  while (first > 0 && !(lines[first] as string).startsWith("---")) first--;
  while (last + 1 < lines.length && !(lines[last + 1] as string).startsWith("---")) last++;
  return [first, last + 1];
}

function headerOf(lines: readonly string[], name: string): string | null {
  for (const text of lines) {
    const line = lineOf(text);
    if (line?.column === 0 && line.key === name && line.value !== "") return unquoted(line.value);
  }
  return null;
}

function unquoted(value: string): string {
  return value.replace(/\s+#.*$/, "").replace(/^(["'])(.*)\1$/, "$2");
}

/** Walks up to less and less indentation. Null inside a block of text. */
function parentsOf(lines: readonly string[], around: Around, own: Line): Pick<YamlPlace, "path" | "present"> | null {
  const path: string[] = [];
  const present = siblingsBelow(lines, around, own.column);
  /** An item of a list may stand as far left as the list's key. */
  let [column, isItem] = own.dash === null ? [own.column, false] : [own.dash, true];
  for (let row = around.row - 1; row >= around.first; row--) {
    const line = lineOf(lines[row] as string);
    if (line === null) continue;
    const isSibling = !isItem && line.column === column;
    const isParent = line.column < column || (isItem && line.column === column);
    if (isSibling && path.length === 0 && line.key !== null) present.push(line.key);
    if (isParent && line.key !== null) {
      if (line.value !== "" && !/^[#&!]/.test(line.value)) return null;
      path.unshift(line.key);
    }
    const beginsItem = line.dash !== null && (isSibling || (isParent && (line.key !== null || line.dash < column)));
    if (beginsItem) [column, isItem] = [line.dash as number, true];
    else if (isParent && line.key !== null) [column, isItem] = [line.column, false];
  }
  return { path, present };
}

function siblingsBelow(lines: readonly string[], { row, last }: Around, column: number): string[] {
  const keys: string[] = [];
  for (let at = row + 1; at < last; at++) {
    const line = lineOf(lines[at] as string);
    if (line === null) continue;
    if (line.column < column || (line.dash !== null && line.dash < column)) break;
    if (line.column === column && line.key !== null) keys.push(line.key);
  }
  return keys;
}
