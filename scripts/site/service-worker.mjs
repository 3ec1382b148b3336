/**
 * Writes dist/service-worker.js: the worker's source with the list of everything the site is made of, each file with the
 * hash of its content. Comes after all that write into dist.
 */
import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = new URL("../../src/ui/offline/service-worker.js", import.meta.url);
/** Nobody who can run a service worker asks for these, or they are for robots. */
const LEFT_OUT = /\.woff$|^(service-worker\.js|robots\.txt|sitemap\.xml|share\.png)$/;

export function serviceWorker() {
  let base = "/";
  return {
    name: "service-worker",
    hooks: {
      "astro:config:done": ({ config }) => {
        base = config.base.replace(/\/?$/, "/");
      },
      "astro:build:done": ({ dir, logger }) => {
        const folder = fileURLToPath(dir);
        const files = filesIn(folder);
        const list = Object.fromEntries(
          files.map((name) => [base + name.replace(/(^|\/)index\.html$/, "$1"), hashOf(path.join(folder, name))]),
        );
        const source = readFileSync(SOURCE, "utf8");
        const mark = "/* FILES */ {}";
        if (!source.includes(mark)) throw new Error(`${SOURCE.pathname} has no place for the list of files`);
        writeFileSync(path.join(folder, "service-worker.js"), source.replace(mark, JSON.stringify(list)));
        const bytes = files.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
        logger.info(`${files.length} files, ${Math.round(bytes / 1024)} KB, are kept for a visit without network`);
      },
    },
  };
}

function filesIn(folder) {
  return globSync("**/*", { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .filter((name) => !LEFT_OUT.test(name))
    .sort();
}

/** As a browser wants it to check what it fetched. */
function hashOf(file) {
  return `sha256-${createHash("sha256").update(readFileSync(file)).digest("base64")}`;
}
