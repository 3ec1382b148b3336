/** `hop grade`: replays submissions and grades them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inProcesses } from "../in-processes.ts";
import { UsageError } from "../usage-error.ts";
import { damaged, graderOfFiles } from "./grade-files.ts";
import { FORMATS, formatted, type Row } from "./rows.ts";

const USAGE = `usage: hop grade FILES… [--roster CSV] [--format table|csv|json|junit] [--jobs N] [--shard I/N]

Replays what was typed and grades it anew. FILES are submissions, or folders of them (*.json). One that is damaged, was
changed after it was handed in, or was made for another version of its lab is told as such and not graded. --roster
names who should have handed in, a student in the first column of each line: whoever is missing gets a row. --jobs N
works with N processes, --shard I/N does the Ith part of N. Exit code 0 when every submission was graded, 1 when one
was not, 2 when the arguments are wrong.
`;

interface Shard {
  readonly index: number;
  readonly of: number;
}

export async function grade(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args);
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (positionals.length === 0) throw new UsageError("grade: which files? see hop grade --help");
  const format = FORMATS.find((one) => one === (values.format ?? "table"));
  if (format === undefined) throw new UsageError(`--format: ${values.format} is not one of ${FORMATS.join(", ")}`);
  const files = positionals.flatMap(filesAt);
  const jobs = jobsOf(values.jobs);
  const shard = shardOf(values.shard);
  const mine = shard === null ? files : files.filter((_, i) => i % shard.of === shard.index - 1);
  const graded = jobs > 1 ? await inJobs(mine, jobs) : mine.map(graderOfFiles());
  const rows = [...graded, ...missing(values.roster, graded)];
  process.stdout.write(formatted(rows, format));
  return rows.every(({ standing }) => standing === "graded") ? 0 : 1;
}

function inJobs(files: readonly string[], jobs: number): Promise<Row[]> {
  return inProcesses<string, Row>({
    program: join(import.meta.dirname, "grade-worker.ts"),
    orders: files,
    jobs,
    lost: (file, code) => ({ file, ...damaged(`grading it ended the grader, with exit code ${code ?? "none"}`) }),
  });
}

function missing(roster: string | undefined, rows: readonly Row[]): Row[] {
  if (roster === undefined) return [];
  let text: string;
  try {
    text = readFileSync(roster, "utf8");
  } catch (error) {
    throw new UsageError(`--roster: cannot read ${roster}: ${(error as Error).message}`);
  }
  const students = text
    .split(/\r?\n/)
    .map((line) => (/^"((?:[^"]|"")*)"/.exec(line)?.[1] ?? line.split(",")[0] ?? "").trim());
  const handedIn = new Set(rows.map(({ student }) => student));
  return students
    .filter(
      (student, i) => student !== "" && !handedIn.has(student) && !(i === 0 && /^(student|name|id)$/i.test(student)),
    )
    .map((student): Row => {
      const reason = "nothing was handed in";
      return { file: "", student, lab: "", standing: "missing", reason, earned: 0, total: 0, tasks: [] };
    });
}

function filesAt(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`grade: ${path} is not there`);
  if (!found.isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => name.endsWith(".json"));
  if (names.length === 0) throw new UsageError(`grade: no *.json in ${path}`);
  return names.sort().map((name) => join(path, name));
}

function jobsOf(text: string | undefined): number {
  if (text === undefined) return 1;
  if (!/^[1-9]\d?$/.test(text)) throw new UsageError(`--jobs: ${JSON.stringify(text)} is not a number from 1 to 99`);
  return Number(text);
}

function shardOf(text: string | undefined): Shard | null {
  if (text === undefined) return null;
  const [, index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > of) throw new UsageError(`--shard: ${JSON.stringify(text)} is not I/N with I from 1 to N`);
  return { index, of };
}

function readArgs(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { roster: text, format: text, jobs: text, shard: text, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw new UsageError(`grade: ${(error as Error).message}`);
  }
}
