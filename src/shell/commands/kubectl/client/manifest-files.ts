/**
 * What `-f` names: files, folders, patterns, standard input, addresses. Each becomes a text with a name for messages.
 *
 * Models: k8s.io/cli-runtime/pkg/resource/{builder,visitor}.go
 */
import { decodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { CommandError, goQuote } from "../errors.ts";
import { fetchUrl } from "./fetch-url.ts";
import { startUp } from "./start-up.ts";

export interface ManifestText {
  readonly source: string;
  readonly text: string;
}

export interface ManifestFiles {
  readonly texts: readonly ManifestText[];
  /** A folder, standard input or several files: more than one object may come of it. */
  readonly isMany: boolean;
}

const EXTENSIONS = [".json", ".yaml", ".yml"];

export function* readManifestFiles(
  process: Process,
  options: { readonly filenames: readonly string[]; readonly recursive: boolean; readonly resolver: string },
): Run<ManifestFiles> {
  const errors: Error[] = [];
  const texts: ManifestText[] = [];
  yield* startUp(process);
  let isMany = false;
  for (const name of options.filenames) {
    const fd = descriptorOf(name);
    if (fd !== null && process.fds.has(fd)) {
      if (name === "-") isMany = true;
      texts.push({ source: name === "-" ? "STDIN" : name, text: decodeUtf8(yield* process.readToEnd(fd)) });
    } else if (/^https?:\/\//.test(name))
      texts.push({ source: name, text: yield* fetchUrl(process, name, options.resolver) });
    else {
      const paths = expandPath(process, name, options.recursive);
      if (paths === null) errors.push(new CommandError(`the path ${goQuote(name)} does not exist`));
      else {
        if (paths.length > 1) isMany = true;
        for (const path of paths) texts.push({ source: path, text: process.machine.fs.readText(path, process.cwd) });
      }
    }
  }
  if (errors.length > 0) throw errors[0];
  if (texts.length === 0)
    throw new CommandError(
      `error reading [${options.filenames.join(" ")}]: recognized file extensions are [${EXTENSIONS.join(" ")}]`,
    );
  return { texts, isMany };
}

/** `-`, or what `<(…)` becomes in bash. */
export function descriptorOf(name: string): number | null {
  if (name === "-" || name === "/dev/stdin") return 0;
  const found = /^\/dev\/fd\/(\d+)$/.exec(name);
  return found === null ? null : Number(found[1]);
}

/** The files behind a path, in the order of their names; null when there is none. */
function expandPath(process: Process, path: string, recursive: boolean): string[] | null {
  const { fs } = process.machine;
  const node = fs.tryNode(path, process.cwd);
  if (node === undefined) return null;
  if (node.kind !== "directory") return [path];
  const found: string[] = [];
  const folder = path.replace(/\/+$/, "") || "/";
  for (const name of fs.list(path, process.cwd)) {
    const inside = folder === "." ? name : `${folder === "/" ? "" : folder}/${name}`;
    const entry = fs.tryNode(inside, process.cwd);
    if (entry?.kind === "directory") {
      if (recursive) found.push(...(expandPath(process, inside, true) ?? []));
    } else if (EXTENSIONS.some((extension) => name.endsWith(extension))) found.push(inside);
  }
  return found;
}
