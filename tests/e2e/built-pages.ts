/** The pages of the built site, by their addresses. */
import { globSync } from "node:fs";
import { join } from "node:path";

export const DIST = join(import.meta.dirname, "..", "..", "dist");

export const PAGES: readonly string[] = globSync("**/*.html", { cwd: DIST })
  .map((file) => `/${file.replace(/(^|\/)index\.html$/, "$1")}`)
  .sort();
