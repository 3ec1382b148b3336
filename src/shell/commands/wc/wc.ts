/** Lines, words, characters, bytes. Models: coreutils src/wc.c, busybox coreutils/wc.c */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { closeInput, errorWords, openInput } from "../input.ts";
import { parseOptions } from "../options.ts";
import { shellQuotedIfNeeded } from "../quoting.ts";

type Counts = Record<"lines" | "words" | "chars" | "bytes" | "longest", number>;

const COLUMNS = { l: "lines", w: "words", m: "chars", c: "bytes", L: "longest" } as const;

export function* wc(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "clLmw",
    long: { bytes: "c", chars: "m", lines: "l", words: "w", "max-line-length": "L" },
    refused: { long: ["files0-from", "total"] },
    hint: flavour.hint(process),
  });
  const asked = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).filter((key) => options.has(key));
  const columns = (asked.length === 0 ? (["l", "w", "c"] as const) : asked).map((key) => COLUMNS[key]);
  const names = options.operands.length === 0 ? [null] : options.operands;
  const total: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };
  const rows: { counts: Counts; name: string | null }[] = [];
  const complaints: string[] = [];
  for (const name of names) {
    const counts = yield* countOne(process, name ?? "-", (words) =>
      complaints.push(
        `${process.name}: ${flavour.name === "gnu" ? `${shellQuotedIfNeeded(name ?? "-")}: ${words}` : `can't open '${name}': ${words}`}\n`,
      ),
    );
    if (counts === null) continue;
    rows.push({ counts, name });
    for (const key of Object.keys(total) as (keyof Counts)[])
      total[key] = key === "longest" ? Math.max(total.longest, counts.longest) : total[key] + counts[key];
  }
  if (names.length > 1) rows.push({ counts: total, name: "total" });
  const width = widthFor(process, flavour, { names, columns: columns.length, total });
  for (const text of complaints) yield* process.printError(text);
  for (const { counts, name } of rows) {
    const numbers = columns.map((column) => String(counts[column]).padStart(width)).join(" ");
    yield* process.print(name === null ? `${numbers}\n` : `${numbers} ${name}\n`);
  }
  return complaints.length > 0 ? 1 : 0;
}

/** GNU makes columns as wide as the files' sizes together need, and 7 where a size is not known beforehand. */
function widthFor(
  process: Process,
  flavour: Flavour,
  { names, columns, total }: { names: readonly (string | null)[]; columns: number; total: Counts },
): number {
  if (names.length === 1 && columns === 1) return 1;
  if (flavour.name === "busybox") return 9;
  const isRegular = (name: string | null): boolean =>
    name !== null && name !== "-" && process.machine.fs.tryNode(name, process.cwd)?.kind === "file";
  if (
    !names.every(
      (name) => isRegular(name) || (name !== null && name !== "-" && !process.machine.fs.exists(name, process.cwd)),
    )
  )
    return 7;
  return String(total.bytes).length;
}

function* countOne(process: Process, name: string, complain: (words: string) => void): Run<Counts | null> {
  try {
    const fd = openInput(process, name);
    const counter = new Counter();
    for (let part = yield* process.read(fd); part !== null; part = yield* process.read(fd)) counter.add(part);
    closeInput(process, fd);
    return counter.counts;
  } catch (error) {
    const words = errorWords(error);
    complain(words);
    return words === "Is a directory" ? { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 } : null;
  }
}

/** Counts as the bytes come, and keeps none of them. */
class Counter {
  readonly counts: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };
  #inWord = false;
  #width = 0;

  add(bytes: Uint8Array): void {
    const { counts } = this;
    counts.bytes += bytes.length;
    for (const byte of bytes) {
      const isSpace = byte === 32 || (byte >= 9 && byte <= 13);
      if (!isSpace && !this.#inWord) counts.words++;
      this.#inWord = !isSpace;
      if ((byte & 0xc0) === 0x80) continue;
      counts.chars++;
      if (byte === 10) {
        counts.lines++;
        this.#width = 0;
      } else this.#width += byte === 9 ? 8 - (this.#width % 8) : 1;
      if (this.#width > counts.longest) counts.longest = this.#width;
    }
  }
}
