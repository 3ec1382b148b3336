/** Runs a command on a machine without a terminal, as ssh or a container runtime's exec does, and keeps what it said. */
import type { Cluster } from "../../sim/cluster.ts";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../../sim/core/utf8.ts";
import type { Machine } from "../../sim/os/machine.ts";
import { openBytes, openNull } from "../../sim/os/null-device.ts";
import { OsError } from "../../sim/os/os-error.ts";
import type { Process } from "../../sim/os/process.ts";
import { OpenFile } from "../../sim/os/vfs/open-file.ts";

export interface ScriptOptions {
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly stdin?: string;
  /** Virtual time; a command that takes longer is killed. */
  readonly maxSeconds: number;
}

export interface ScriptResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 137 when it was killed for taking too long. */
  readonly exitCode: number;
}

export function runScript(cluster: Cluster, machine: Machine, options: ScriptOptions): ScriptResult {
  const { argv, env, cwd } = options;
  const command = argv[0] ?? "";
  const [stdout, stderr] = [collector(), collector()];
  const stdin = new OpenFile(options.stdin === undefined ? openNull() : openBytes(encodeUtf8(options.stdin)));
  try {
    const { program } = machine.executable(command, { cwd, path: env.get("PATH") });
    const fds = new Map([
      [0, stdin],
      [1, stdout.file],
      [2, stderr.file],
    ]);
    const process = machine.start(program, { argv, env, cwd, fds, tty: null, pgid: "new" });
    finishProcess(cluster, process, options.maxSeconds);
    return { stdout: stdout.take(), stderr: stderr.take(), exitCode: process.exit?.code ?? 137 };
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    return { stdout: "", stderr: `${command}: ${error.message}\n`, exitCode: error.code === "ENOENT" ? 127 : 126 };
  }
}

/** Lets time pass until a process has ended; one that takes too long is killed, with its group. */
export function finishProcess({ clock }: Cluster, process: Process, maxSeconds: number): void {
  const deadlineUs = clock.nowUs + Math.round(maxSeconds * 1_000_000);
  while (process.exit === null) {
    const nextUs = clock.nextAtUs();
    if (nextUs === undefined || nextUs > deadlineUs) break;
    clock.runNext();
  }
  if (process.exit !== null) return;
  clock.runUntil(deadlineUs);
  process.machine.processes.signalGroup(process.pgid, "KILL");
  clock.runUntil(clock.nowUs);
}

/** An open file that keeps what is written to it, as text, until it is taken. */
export function collector(): { readonly file: OpenFile; readonly hasMore: boolean; take(): string } {
  let parts: Uint8Array[] = [];
  const tryWrite = (data: Uint8Array): number => {
    parts.push(data.slice());
    return data.length;
  };
  return {
    file: new OpenFile({ ...openNull(), tryWrite }),
    get hasMore() {
      return parts.length > 0;
    },
    take() {
      const text = decodeUtf8(concatBytes(parts));
      parts = [];
      return text;
    },
  };
}
