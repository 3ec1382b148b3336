/** Tools as lines of an image's files: where a real image has them, and which program stands for each. */
import type { ImageFile, ImageFiles } from "../file-tree.ts";

/** `names` at a folder, each the program of the same id. */
export function tools(folder: string, names: string): ImageFiles {
  const files: Record<string, ImageFile> = {};
  for (const name of names.trim().split(/\s+/)) files[`${folder}/${name}`] = { program: name };
  return files;
}

/** BusyBox's own variant where there is one, else the tool that every flavour shares. */
export function applets(folder: string, names: string): ImageFiles {
  const files: Record<string, ImageFile> = {};
  for (const name of names.trim().split(/\s+/))
    files[`${folder}/${name}`] = { program: name === "sh" || name === "ash" ? "ash" : [`busybox-${name}`, name] };
  return files;
}
