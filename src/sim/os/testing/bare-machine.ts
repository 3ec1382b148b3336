/** A small real machine for tests of this layer and of programs: an empty tree, a namespace, no Kubernetes. */
import { Clock } from "../../core/clock.ts";
import { Prng } from "../../core/prng.ts";
import { Trace } from "../../core/trace.ts";
import { decodeUtf8 } from "../../core/utf8.ts";
import type { NetEvent } from "../../net/events.ts";
import { Network } from "../../net/network.ts";
import { Machine, type ProgramTable } from "../machine.ts";
import { openNull } from "../null-device.ts";
import type { Process, Program } from "../process.ts";
import { Tty } from "../tty.ts";
import { DeviceNode, DirectoryNode } from "../vfs/node.ts";
import { OpenFile } from "../vfs/open-file.ts";
import { Vfs } from "../vfs/vfs.ts";

export function bareMachine(programs: ProgramTable = new Map()): Machine {
  const clock = new Clock(Date.parse("2026-01-01T00:00:00Z"));
  const prng = new Prng("test");
  const network = new Network({ clock, prng, trace: new Trace<NetEvent>(clock) });
  const fs = new Vfs(new DirectoryNode(), () => clock.nowMs);
  fs.mount("/dev/null", new DeviceNode("null"));
  fs.mount("/dev/tty", new DeviceNode("tty"));
  fs.makeDirectory("/tmp");
  return new Machine({
    name: "m",
    hostname: "m",
    clock,
    prng,
    fs,
    programs,
    network: network.createNamespace({ name: "m" }),
  });
}

/** An open file that remembers what was written to it. */
export function recorder(): { file: OpenFile; text(): string } {
  let text = "";
  const tryWrite = (data: Uint8Array): number => {
    text += decodeUtf8(data);
    return data.length;
  };
  return { file: new OpenFile({ ...openNull(), tryWrite }), text: () => text };
}

/** Starts a program whose output can be read from `text()`. */
export function started(
  machine: Machine,
  program: Program,
  argv: readonly string[] = ["test"],
): { process: Process; text(): string } {
  const { file, text } = recorder();
  const fds = new Map([
    [0, new OpenFile(openNull())],
    [1, file],
    [2, file.dup()],
  ]);
  return { process: machine.start(program, { argv, fds }), text };
}

/** A terminal on a machine, and what it shows. */
export function terminal(machine: Machine): { tty: Tty; shown(): string } {
  let shown = "";
  const tty = new Tty(machine, (bytes) => (shown += decodeUtf8(bytes)));
  return { tty, shown: () => shown };
}
