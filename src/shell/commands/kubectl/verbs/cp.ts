/**
 * `kubectl cp`: a file into a container, or out of one.
 *
 * Models: k8s.io/kubectl/pkg/cmd/cp/cp.go
 * SIMPLIFIED: one file at a time, which passes through cat instead of tar; no directories.
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../sim/os/os-error.ts";
import type { Command } from "../command.ts";
import { CommandError } from "../errors.ts";
import { bool, int, text } from "../flags/flag.ts";
import type { Invocation } from "../invocation.ts";
import { containerOrDefault } from "../pods/containers.ts";
import { type Collected, collectSession } from "../streams/collect.ts";
import { openSession } from "./exec.ts";

interface FileSpec {
  /** Null here, on this machine. */
  readonly pod: string | null;
  readonly namespace: string;
  readonly path: string;
}

export const CP: Command = {
  name: "cp",
  summary: "Copy files and directories to and from containers",
  usage: "<file-spec-src> <file-spec-dest>",
  flags: [text("container/c"), bool("no-preserve"), int("retries")],
  *run(call) {
    if (call.args.length !== 2) throw new CommandError("source and destination are required");
    const [from, to] = call.args.map((word) => fileSpec(call, word)) as [FileSpec, FileSpec];
    if (from.pod !== null && to.pod !== null)
      throw new CommandError("one of src or dest must be a local file specification");
    if (from.path === "" || to.path === "") throw new CommandError("filepath can not be empty");
    if (from.pod !== null) yield* copyOut(call, from, to);
    else if (to.pod !== null) yield* copyIn(call, from, to);
    else throw new CommandError("one of src or dest must be a remote file specification");
  },
};

function fileSpec(call: Invocation, word: string): FileSpec {
  const colon = word.indexOf(":");
  if (colon < 0) return { pod: null, namespace: "", path: word };
  const path = word.slice(colon + 1);
  const parts = word.slice(0, colon).split("/");
  const pod = parts.at(-1) as string;
  if (colon === 0 || parts.length > 2)
    throw new CommandError("filespec must match the canonical format: [[namespace/]pod:]file/path");
  return { pod, namespace: parts.length === 2 ? (parts[0] as string) : call.namespace, path };
}

function* copyOut(call: Invocation, from: FileSpec, to: FileSpec): Run<void> {
  const pod = yield* call.client.get(`/api/v1/namespaces/${from.namespace}/pods/${from.pod}`);
  const { stdout, code } = yield* runIn(call, pod, { command: ["cat", from.path] });
  if (code !== 0) {
    yield* call.printError(`tar: ${from.path}: No such file or directory\n`);
    throw new CommandError(`command terminated with exit code ${code}`, { plain: true, exitCode: code });
  }
  if (from.path.startsWith("/")) yield* call.print("tar: removing leading '/' from member names\n");
  const { fs } = call.process.machine;
  const { cwd } = call.process;
  const node = fs.tryNode(to.path, cwd);
  fs.writeFile(node?.kind === "directory" ? `${to.path}/${baseName(from.path)}` : to.path, stdout, cwd);
}

function* copyIn(call: Invocation, from: FileSpec, to: FileSpec): Run<void> {
  const content = localContent(call, from.path);
  const pod = yield* call.client.get(`/api/v1/namespaces/${to.namespace}/pods/${to.pod}`);
  const isFolder = (yield* runIn(call, pod, { command: ["test", "-d", to.path] })).code === 0;
  const path = isFolder ? `${to.path.replace(/\/$/, "")}/${baseName(from.path)}` : to.path;
  const { code } = yield* runIn(call, pod, { command: ["sh", "-c", 'cat > "$0"', path], input: content });
  if (code === 0) return;
  const folder = path.replace(/\/[^/]*$/, "") || "/";
  yield* call.printError(`tar: can't change directory to '${folder}': No such file or directory\n`);
  throw new CommandError(`command terminated with exit code ${code}`, { plain: true, exitCode: code });
}

function localContent(call: Invocation, path: string): Uint8Array {
  const { fs } = call.process.machine;
  if (fs.tryNode(path, call.process.cwd) === undefined)
    throw new CommandError(`${path} doesn't exist in local filesystem`);
  try {
    return fs.readFile(path, call.process.cwd);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new CommandError("directories are not copied here");
  }
}

function baseName(path: string): string {
  return path.replace(/\/+$/, "").split("/").at(-1) ?? "";
}

function* runIn(
  call: Invocation,
  pod: Mutable,
  { command, input }: { readonly command: readonly string[]; readonly input?: Uint8Array },
): Run<Collected> {
  const container = yield* containerOrDefault(call, pod, { name: call.flags.text("container"), isQuiet: true });
  const session = yield* openSession(call, pod, {
    verb: "exec",
    query: [
      ...command.map((word) => ["command", word] as const),
      ["container", container.name],
      ["stdin", String(input !== undefined)],
      ["stdout", "true"],
      ["stderr", "true"],
      ["tty", "false"],
    ],
  });
  return yield* collectSession(session, input);
}
