/** `exec`: a command or a script on the learner's machine, a node or in a container; or lines typed at a terminal there. */
import { HOME, HOST_ENVIRONMENT } from "../../../shell/host-environment.ts";
import { runScript } from "../../../shell/terminal/run-script.ts";
import { Terminal } from "../../../shell/terminal/terminal.ts";
import { type TypedLine, typeLines } from "../../../shell/terminal/type-lines.ts";
import type { Machine } from "../../../sim/os/machine.ts";
import { optionalNumber, optionalRecord, optionalText, optionalTexts, type Request } from "../fields.ts";
import { Refusal } from "../refusal.ts";
import type { RpcWorld } from "../rpc-world.ts";

interface Place {
  readonly machine: Machine;
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  /** The shell that a script gets, when the request names none. */
  readonly shell: string;
}

const MAX_SECONDS = 600;
/** Whoever recorded started a process for every command: a cluster gets that far between two of them. */
const RECORDED_PACE_SECONDS = 0.3;

export function exec(world: RpcWorld, request: Request): Record<string, unknown> {
  const place = placeOf(world, request);
  if (world.isRecorded && place.machine === world.cluster.host) world.cluster.advance(RECORDED_PACE_SECONDS);
  const env = new Map(place.env);
  for (const [name, value] of Object.entries(optionalRecord(request, "env") ?? {})) env.set(name, String(value));
  const cwd = optionalText(request, "cwd") ?? place.cwd;
  const { fs } = place.machine;
  fs.makeDirectory(cwd, "/", { parents: true });
  for (const [path, content] of Object.entries(optionalRecord(request, "files") ?? {}))
    writeFile(place.machine, path, cwd, String(content));
  const session = optionalText(request, "session");
  const maxSeconds = optionalNumber(request, "maxSeconds") ?? MAX_SECONDS;
  if (session !== undefined)
    return typed(world, { ...place, env, cwd }, { session, script: optionalText(request, "script") ?? "", maxSeconds });
  const argv = argvOf(request, place.shell);
  const stdin = optionalText(request, "stdin");
  return {
    ...runScript(world.cluster, place.machine, {
      argv,
      env,
      cwd,
      maxSeconds,
      ...(stdin === undefined ? {} : { stdin }),
    }),
  };
}

function argvOf(request: Request, shell: string): string[] {
  const argv = optionalTexts(request, "argv");
  const script = optionalText(request, "script");
  if ((argv === undefined) === (script === undefined)) throw new Refusal("exec wants argv or script, and not both");
  return argv ?? [optionalText(request, "shell") ?? shell, "-c", script as string];
}

function writeFile({ fs }: Machine, path: string, cwd: string, content: string): void {
  const at = path.startsWith("/") ? path : `${cwd}/${path}`;
  fs.makeDirectory(at.slice(0, at.lastIndexOf("/")) || "/", "/", { parents: true });
  fs.writeFile(at, content);
}

/** A named terminal stays open between calls, with whatever runs in it. */
function typed(
  world: RpcWorld,
  place: Place,
  { session, script, maxSeconds }: { session: string; script: string; maxSeconds: number },
) {
  const terminal =
    world.terminals.get(session) ??
    new Terminal(place.machine, { argv: [place.shell], env: place.env, cwd: place.cwd });
  world.terminals.set(session, terminal);
  const maxUs = Math.round(maxSeconds * 1_000_000);
  const lines: TypedLine[] = [
    ...typeLines(world.cluster.clock, terminal, script.replace(/\n$/, "").split("\n"), { maxUs }),
  ];
  if (terminal.ended) world.terminals.delete(session);
  return { screen: lines.map(({ screen }) => screen).join(""), exitCode: lines.at(-1)?.exitCode ?? null };
}

function placeOf(world: RpcWorld, request: Request): Place {
  const on = optionalRecord(request, "on") ?? { host: true };
  if (on.host === true) return { machine: world.cluster.host, env: HOST_ENVIRONMENT, cwd: HOME, shell: "bash" };
  if (typeof on.node === "string") return onNode(world, on.node);
  if (typeof on.pod === "string") return inContainer(world, on.pod, optionalText(on, "container"));
  throw new Refusal(`exec: on: ${JSON.stringify(on)} is nowhere: {host: true}, {node} or {pod: "ns/name", container?}`);
}

function onNode(world: RpcWorld, name: string): Place {
  const machine = world.cluster.node(name);
  if (machine === undefined) throw new Refusal(`exec: no node ${name}`);
  const env = new Map([
    ["HOME", "/root"],
    ["USER", "root"],
    ["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    ["TERM", "xterm-256color"],
  ]);
  return { machine, env, cwd: "/root", shell: "bash" };
}

function inContainer(world: RpcWorld, name: string, container: string | undefined): Place {
  const [namespace = "", pod = ""] = name.split("/");
  const machine = world.cluster.container(namespace, pod, container);
  if (machine === undefined) throw new Refusal(`exec: no running container in Pod ${name}`);
  const first = machine.processes.get(1);
  return { machine, env: new Map(first?.env), cwd: first?.cwd ?? "/", shell: "sh" };
}
