/** What cp, mv, rm and their like share: walking a tree, naming a target inside a folder, and their words for failures. */
import type { Run } from "../../sim/core/wait.ts";
import { OsError } from "../../sim/os/os-error.ts";
import type { Process } from "../../sim/os/process.ts";
import type { VfsNode } from "../../sim/os/vfs/node.ts";
import { basename } from "../../sim/os/vfs/path.ts";

export function lookUp(process: Process, path: string, noFollow = false): VfsNode | null {
  try {
    return process.machine.fs.node(path, process.cwd, { noFollow });
  } catch (error) {
    if (error instanceof OsError) return null;
    throw error;
  }
}

export function isDirectory(process: Process, path: string): boolean {
  return lookUp(process, path)?.kind === "directory";
}

/** Into a directory the source keeps its name. */
export function targetIn(process: Process, source: string, target: string): string {
  return isDirectory(process, target)
    ? `${target.replace(/\/+$/, "") || (target.startsWith("/") ? "" : ".")}/${basename(source)}`
    : target;
}

/** Does it, or says why not. True when it went well. */
export function* attempt(process: Process, what: string, act: () => void): Run<boolean> {
  try {
    act();
    yield* process.charge(5);
    return true;
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    yield* process.printError(`${process.name}: ${what}: ${error.message}\n`);
    return false;
  }
}
