/**
 * `kubectl diff`: what `apply` would change, found by letting the server try it.
 *
 * Models: k8s.io/kubectl/pkg/cmd/diff/diff.go
 * SIMPLIFIED: no --prune.
 */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../sim/os/os-error.ts";
import { patchApplied } from "../apply/patcher.ts";
import { allowedMappings, objectsToPrune } from "../apply/prune.ts";
import { findResources } from "../client/builder.ts";
import { type Info, pathOfInfo, withObject } from "../client/info.ts";
import { queryOf } from "../client/query.ts";
import { apiVersionOf, pathOf } from "../client/rest-mapper.ts";
import type { Command } from "../command.ts";
import { CommandError, Exit, errorLines, expected, goQuote, hasStatusReason, throwAll } from "../errors.ts";
import { bool, int, slice } from "../flags/flag.ts";
import { FILENAME_FLAGS, fieldManager, SELECTOR } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { withoutManagedFields } from "../output/formats.ts";
import { toYaml } from "../output/yaml.ts";
import { requireFiles } from "./apply.ts";

export const DIFF: Command = {
  name: "diff",
  summary: "Diff the live version against a would-be applied version",
  usage: "-f FILENAME",
  flags: [
    ...FILENAME_FLAGS,
    SELECTOR,
    int("concurrency", 1),
    fieldManager("kubectl-client-side-apply"),
    bool("force-conflicts"),
    bool("prune"),
    slice("prune-allowlist"),
    bool("server-side"),
    bool("show-managed-fields"),
    bool("show-secrets"),
  ],
  *run(call) {
    try {
      yield* compareAll(call);
    } catch (error) {
      if (error instanceof Exit) throw error;
      // 1 says that there are differences, so that what goes wrong has to be more.
      yield* call.printError(errorLines(expected(error)));
      throw new Exit(2);
    }
  },
};

interface Folders {
  readonly live: string;
  readonly merged: string;
}

function* compareAll(call: Invocation): Run<void> {
  const { flags, process } = call;
  if (call.args.length > 0) throw call.usageError(`Unexpected args: [${call.args.join(" ")}]`);
  requireFiles(call);
  if (flags.bool("force-conflicts") && !flags.bool("server-side"))
    throw new CommandError("--force-conflicts only works with --server-side");
  const prng = process.machine.prng.split(`kubectl-diff ${process.nowUs}`);
  const folders = {
    live: `/tmp/LIVE-${prng.below(4_000_000_000)}`,
    merged: `/tmp/MERGED-${prng.below(4_000_000_000)}`,
  };
  const { fs } = process.machine;
  fs.makeDirectory(folders.live);
  fs.makeDirectory(folders.merged);
  try {
    const found = yield* findResources(call, queryOf(call));
    throwAll(found.errors);
    const lives: Mutable[] = [];
    for (const info of found.infos) {
      const live = yield* writeBoth(call, info, folders);
      if (live !== null) lives.push(live);
    }
    const namespaces = found.infos.map(({ namespace }) => namespace);
    if (flags.bool("prune")) yield* writePruned(call, { applied: lives, namespaces }, folders);
    const code = yield* runDiff(call, folders);
    if (code !== 0) throw new Exit(code);
  } finally {
    for (const folder of [folders.live, folders.merged]) {
      for (const name of fs.list(folder)) fs.removeFile(`${folder}/${name}`);
      fs.removeDirectory(folder);
    }
  }
}

/** What would be pruned is there before and not after. */
function* writePruned(
  call: Invocation,
  visited: { readonly applied: readonly Mutable[]; readonly namespaces: readonly string[] },
  { live }: Folders,
): Run<void> {
  const allowed = yield* allowedMappings(call);
  const warnsOfDefaults = call.connection.isNamespaceExplicit;
  for (const { mapping, object } of yield* objectsToPrune(call, { ...visited, allowed, warnsOfDefaults })) {
    const { namespace = "", name } = object.metadata;
    const file = `${apiVersionOf(mapping).replace("/", ".")}.${mapping.kind}.${namespace}.${name}`;
    call.process.machine.fs.writeFile(`${live}/${file}`, toYaml(withoutManagedFields(object)));
  }
}

/** The live object comes back. */
function* writeBoth(call: Invocation, info: Info, folders: Folders): Run<Mutable> {
  const live = yield* liveOf(call, info);
  const merged = yield* mergedOf(call, info, live);
  const [before, after] = masked(live, merged, call.flags.bool("show-secrets"));
  const { mapping, namespace, name } = info;
  const file = `${apiVersionOf(mapping).replace("/", ".")}.${mapping.kind}.${namespace}.${name}`;
  const print = (object: Mutable): string => {
    if (object === null) return "";
    return toYaml(call.flags.bool("show-managed-fields") ? object : withoutManagedFields(object));
  };
  call.process.machine.fs.writeFile(`${folders.live}/${file}`, print(before));
  call.process.machine.fs.writeFile(`${folders.merged}/${file}`, print(after));
  return live;
}

function* liveOf(call: Invocation, info: Info): Run<Mutable> {
  try {
    return yield* call.client.get(pathOfInfo(info));
  } catch (error) {
    if (!hasStatusReason(error, "NotFound")) throw error;
    return null;
  }
}

/** The object as the server would keep it. */
function* mergedOf(call: Invocation, info: Info, live: Mutable): Run<Mutable> {
  const { flags } = call;
  const dryRun = ["dryRun", "All"] as const;
  if (flags.bool("server-side"))
    return yield* call.client.request("PATCH", pathOfInfo(info), {
      body: info.object,
      contentType: "application/apply-patch+yaml",
      query: [dryRun, ["fieldManager", "kubectl"], ["force", String(flags.bool("force-conflicts"))]],
    });
  const query = [dryRun, ["fieldManager", flags.text("field-manager")] as const];
  if (live === null)
    return yield* call.client.request("POST", pathOf(info.mapping, info.namespace), { body: info.object, query });
  const { metadata } = info.object;
  const modified = { ...info.object, metadata: { ...metadata, annotations: metadata.annotations ?? {} } };
  const patched = yield* patchApplied(call, withObject(info, live), { modified, query });
  if (patched.error !== null) throw patched.error;
  return patched.object;
}

/** Secrets show that they differ, not what they hold. */
function masked(live: Mutable, merged: Mutable, isShown: boolean): readonly [Mutable, Mutable] {
  if (merged?.kind !== "Secret" || isShown) return [live, merged];
  const [from, to] = [live?.data ?? {}, merged.data ?? {}];
  const hidden = (data: Mutable, other: Mutable, word: string): Mutable =>
    Object.fromEntries(
      Object.keys(data).map((key) => [key, key in other && other[key] !== data[key] ? `*** (${word})` : "***"]),
    );
  const withData = (object: Mutable, data: Mutable): Mutable =>
    object === null || object.data === undefined ? object : { ...object, data };
  return [withData(live, hidden(from, to, "before")), withData(merged, hidden(to, from, "after"))];
}

/** KUBECTL_EXTERNAL_DIFF on the two directories, or diff on one file after the other, as it goes through them. */
function* runDiff(call: Invocation, { live, merged }: Folders): Run<number> {
  const wanted = call.process.env.get("KUBECTL_EXTERNAL_DIFF") ?? "";
  const words = wanted.split(" ").filter((word) => /^[\w./=@%+:,-]+$/.test(word));
  if (words.length > 0) return yield* runProgram(call, [...words, live, merged]);
  const { fs } = call.process.machine;
  let code = 0;
  const textOf = (path: string): string => (fs.exists(path) ? fs.readText(path) : "");
  for (const name of [...new Set([...fs.list(live), ...fs.list(merged)])].sort()) {
    const files = [`${live}/${name}`, `${merged}/${name}`] as const;
    if (textOf(files[0]) === textOf(files[1])) continue;
    const argv = ["diff", "-u", "-N", ...files];
    yield* call.print(`${argv.join(" ")}\n`);
    code = Math.max(code, yield* runProgram(call, argv));
  }
  return code;
}

function* runProgram({ process }: Invocation, argv: readonly string[]): Run<number> {
  const name = argv[0] as string;
  let code: number;
  try {
    const { program } = process.machine.executable(name, { cwd: process.cwd, path: process.env.get("PATH") });
    const child = yield* process.spawn(program, { argv: [...argv] });
    ({ code } = yield* process.wait(child));
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new CommandError(`failed to run ${goQuote(name)}: executable file not found in $PATH`);
  }
  if (code > 1) throw new CommandError(`failed to run ${goQuote(name)}: exit status ${code}`);
  return code;
}
