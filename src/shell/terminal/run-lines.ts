/** Runs a script in a bash of its own and keeps what each of its lines said: `hop sh --json`. */
import type { Cluster } from "../../sim/cluster.ts";
import { openNull } from "../../sim/os/null-device.ts";
import { OpenFile } from "../../sim/os/vfs/open-file.ts";
import { BASH } from "../interpreter/dialect.ts";
import { shellProgram } from "../interpreter/main.ts";
import { collector, finishProcess } from "./run-script.ts";

export interface RanLine {
  /** The line as it stands in the script; several where a command goes on. */
  readonly line: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly startUs: number;
  readonly endUs: number;
}

export interface LinesOptions {
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly maxSeconds: number;
}

export function runLines(
  cluster: Cluster,
  script: string,
  { env, cwd, maxSeconds }: LinesOptions,
): { lines: RanLine[]; exitCode: number } {
  const { host, clock } = cluster;
  const [stdout, stderr] = [collector(), collector()];
  const lines: RanLine[] = [];
  const open: { text: string; startUs: number }[] = [];
  const take = (line: string, exitCode: number, startUs: number): void => {
    lines.push({ line, stdout: stdout.take(), stderr: stderr.take(), exitCode, startUs, endUs: clock.nowUs });
  };
  const program = shellProgram(BASH, {
    started: (text) => void open.push({ text, startUs: clock.nowUs }),
    ended(status) {
      const line = open.pop();
      if (line !== undefined && open.length === 0) take(line.text, status, line.startUs);
    },
  });
  const fds = new Map([
    [0, new OpenFile(openNull())],
    [1, stdout.file],
    [2, stderr.file],
  ]);
  const process = host.start(program, { argv: ["bash", "-c", script], env, cwd, fds, tty: null, pgid: "new" });
  finishProcess(cluster, process, maxSeconds);
  const exitCode = process.exit?.code ?? 137;
  const rest = open[0];
  if (rest !== undefined || stderr.hasMore || stdout.hasMore)
    take(rest?.text ?? "", exitCode, rest?.startUs ?? clock.nowUs);
  return { lines, exitCode };
}
