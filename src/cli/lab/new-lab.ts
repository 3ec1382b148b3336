/** `hop lab new ID`: the same as `npm run new lab ID`. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { PROJECT } from "./lab-folder.ts";

export function newLab(slug: string): number {
  const script = join(PROJECT, "scripts", "new.mjs");
  const { status } = spawnSync(process.execPath, [script, "lab", slug], { cwd: PROJECT, stdio: "inherit" });
  return status ?? 1;
}
