/** Writes the search index beside the built pages. Pagefind's own widgets stay out: the site has a dialog of its own. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { close, createIndex } from "pagefind";

const UNUSED = /(^|\/)pagefind-(.*ui|highlight|component)[\w.-]*\.(js|css)$/;

export function searchIndex() {
  return {
    name: "search-index",
    hooks: {
      "astro:build:done": async ({ dir, logger }) => {
        const folder = fileURLToPath(dir);
        const { index, errors: faults } = await createIndex({ forceLanguage: "en" });
        if (!index) throw new Error(`the search index cannot be made: ${faults.join(", ")}`);
        const { page_count: pages, errors } = await index.addDirectory({ path: folder });
        const { files, errors: more } = await index.getFiles();
        await close();
        const all = [...errors, ...more];
        if (all.length > 0 || pages === 0) throw new Error(`the search index: ${all.join(", ") || "no page has text"}`);
        for (const file of files.filter(({ path: name }) => !UNUSED.test(name))) {
          const target = path.join(folder, "pagefind", file.path);
          mkdirSync(path.dirname(target), { recursive: true });
          writeFileSync(target, file.content);
        }
        logger.info(`${pages} pages can be searched`);
      },
    },
  };
}
