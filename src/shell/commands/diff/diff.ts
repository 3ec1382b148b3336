/** The lines in which two files differ. Models: GNU diffutils 3.8, busybox editors/diff.c. SIMPLIFIED: normal, unified and brief output; no folders. */
import type { Run } from "../../../sim/core/wait.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { formatTime } from "../date/format-time.ts";
import { Failure, fail, inOrder } from "../failure.ts";
import { lookUp } from "../files.ts";
import { type Flavour, localeQuoted } from "../flavour.ts";
import { readText } from "../input.ts";
import { parseOptions } from "../options.ts";
import { type Change, changesBetween } from "./changes.ts";
import { normalText, unifiedText } from "./diff-text.ts";

export function* diff(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, {
    short: "uU:qsiwbBN",
    long: {
      unified: "u",
      brief: "q",
      "report-identical-files": "s",
      "ignore-case": "i",
      "ignore-all-space": "w",
      "ignore-space-change": "b",
      "ignore-blank-lines": "B",
      "new-file": "N",
      "color?": "color",
      "label=": "label",
    },
    refused: { short: "cCyreEZtTlpFnDaxXSI", long: ["side-by-side", "recursive", "context", "ed", "rcs", "exclude"] },
    hint: flavour.hint(process),
    exitCode: 2,
  });
  const [left, right, extra] = options.operands;
  if (left === undefined || right === undefined)
    return complain(
      process,
      flavour,
      flavour.name === "gnu"
        ? `missing operand after '${left ?? process.argv[0]}'\n${process.name}: Try 'diff --help' for more information.`
        : "missing operand",
    );
  if (extra !== undefined) return complain(process, flavour, `extra operand ${localeQuoted(process, extra)}`);
  const texts: string[] = [];
  for (const name of [left, right]) texts.push(yield* contentOf(process, name, options.has("N")));
  const [a, b] = texts.map((text) => (text === "" ? [] : text.replace(/\n$/, "").split("\n"))) as [string[], string[]];
  const key = (line: string): string => {
    let out = options.has("i") ? line.toLowerCase() : line;
    if (options.has("w")) out = out.replace(/\s+/g, "");
    else if (options.has("b")) out = out.replace(/\s+/g, " ").trimEnd();
    return out;
  };
  const changes: readonly Change[] = changesBetween(...keysOf(texts, [a, b], key));
  const openEnd = texts.map((text) => text !== "" && !text.endsWith("\n")) as [boolean, boolean];
  const same = changes.length === 0 && (openEnd[0] === openEnd[1] || options.has("w", "b"));
  if (same) {
    if (options.has("s")) yield* process.print(`Files ${left} and ${right} are identical\n`);
    return 0;
  }
  if (options.has("q")) yield* process.print(`Files ${left} and ${right} differ\n`);
  else if (options.has("u", "U"))
    yield* process.print(
      unifiedText({
        a,
        b,
        changes,
        context: Number(options.value("U") ?? 3),
        heads: [
          options.values("label")[0] ?? headOf(process, left),
          options.values("label")[1] ?? headOf(process, right),
        ],
        openEnd,
      }),
    );
  else yield* process.print(normalText({ a, b, changes, openEnd }));
  return 1;
}

/** What is compared: a last line without its line feed is another line. */
function keysOf(
  texts: readonly string[],
  sides: readonly [readonly string[], readonly string[]],
  key: (line: string) => string,
): [string[], string[]] {
  const open = texts.map((text) => text !== "" && !text.endsWith("\n"));
  return [0, 1].map((side) => {
    const keys = (sides[side] as readonly string[]).map(key);
    const last = keys.length - 1;
    if (open[side] === true && open[1 - side] === false && last >= 0) keys[last] = `${keys[last]}\0`;
    return keys;
  }) as [string[], string[]];
}

function* contentOf(process: Process, name: string, missingIsEmpty: boolean): Run<string> {
  try {
    return yield* readText(process, name);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    if (missingIsEmpty && error.code === "ENOENT") return "";
    return fail(
      process,
      error.code === "EISDIR" ? "comparing folders is not simulated here" : `${name}: ${error.message}`,
      2,
    );
  }
}

function complain(process: Process, flavour: Flavour, message: string): never {
  throw new Failure(inOrder(`${process.name}: ${message}\n`, flavour.hint(process)), 2);
}

function headOf(process: Process, name: string): string {
  const mtimeMs = lookUp(process, name)?.attributes.mtimeMs ?? process.machine.clock.nowMs;
  return `${name}\t${formatTime("%Y-%m-%d %H:%M:%S.%N %z", mtimeMs * 1000)}`;
}
