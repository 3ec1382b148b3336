import { readFileSync } from "node:fs";

const LINE = /^ {2}\["([^"]+)", /gm;
const QUERY = "?names";

/** `import { NAMES } from "./rare.ts?names"`: the names in a table of programs, without the programs. */
export function programNames() {
  return {
    name: "program-names",
    enforce: "pre",
    load(id) {
      if (!id.endsWith(QUERY)) return null;
      const file = id.slice(0, -QUERY.length);
      this.addWatchFile(file);
      const names = [...readFileSync(file, "utf8").matchAll(LINE)].map(([, name]) => name);
      return { code: `export const NAMES = ${JSON.stringify(names)};`, map: null };
    },
  };
}
