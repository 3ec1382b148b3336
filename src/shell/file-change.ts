/** What an editor beside the terminal does to files of the home folder: part of a session's log, as keys are. */
import { OsError } from "../sim/os/os-error.ts";
import { absolutePath, dirname } from "../sim/os/vfs/path.ts";
import type { Vfs } from "../sim/os/vfs/vfs.ts";

/** `file` and `to` are relative to the home folder. Saved, taken away (an empty folder too), or given another name. */
export type FileChange =
  | { readonly file: string; readonly text: string }
  | { readonly file: string; readonly isGone: true }
  | { readonly file: string; readonly to: string };

/** The words of the system where it refuses; null: done. Folders on the way are made. */
export function changeHomeFile(fs: Vfs, home: string, change: FileChange): string | null {
  if (!isHomePath(change.file) || ("to" in change && !isHomePath(change.to))) return "it is not in the home folder";
  const path = absolutePath(change.file, home);
  try {
    if ("isGone" in change) remove(fs, path);
    else if ("to" in change) rename(fs, path, absolutePath(change.to, home));
    else {
      fs.makeDirectory(dirname(path), "/", { parents: true });
      fs.writeFile(path, change.text);
    }
    return null;
  } catch (error) {
    if (error instanceof OsError) return error.message;
    throw error;
  }
}

/** A path below the home folder, in its only spelling: `shop/web.yaml`. */
export function isHomePath(path: string): boolean {
  return path !== "" && !path.includes("\0") && path.split("/").every((part) => !["", ".", ".."].includes(part));
}

/** The change alone, whatever else came with it. */
export function asWritten(change: FileChange): FileChange {
  const { file } = change;
  if ("isGone" in change) return { file, isGone: true };
  return "to" in change ? { file, to: change.to } : { file, text: change.text };
}

function remove(fs: Vfs, path: string): void {
  if (fs.node(path, "/", { noFollow: true }).kind === "directory") fs.removeDirectory(path);
  else fs.removeFile(path);
}

/** A name that is taken stays with what has it. */
function rename(fs: Vfs, from: string, to: string): void {
  if (fs.exists(to)) throw new OsError("EEXIST", to);
  fs.makeDirectory(dirname(to), "/", { parents: true });
  fs.rename(from, to);
}
