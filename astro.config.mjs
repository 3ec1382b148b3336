import { satteri } from "@astrojs/markdown-satteri";
import mdx from "@astrojs/mdx";
import { defineConfig } from "astro/config";
import { classBasedTokens, labVariables, runnableBlocks } from "./scripts/code-blocks.mjs";
import { embedEntry } from "./scripts/embed-entry.mjs";
import { programNames } from "./scripts/program-names.mjs";
import { searchIndex } from "./scripts/site/search-index.mjs";
import { serviceWorker } from "./scripts/site/service-worker.mjs";
import { sharePicture } from "./scripts/site/share-picture.mjs";

/**
 * xterm puts its own style elements into the page, so style elements are allowed; scripts and attributes stay strict.
 * Pagefind is WebAssembly. No text becomes markup or a script but by a policy of these names (Lit's templates; the
 * page's own workers, src/ui/trusted).
 */
const contentSecurityPolicy = {
  scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"] },
  styleDirective: {
    resources: ["'self'", { resource: "'self'", kind: "element" }, { resource: "'unsafe-inline'", kind: "element" }],
  },
  directives: [
    "default-src 'self'",
    "img-src 'self' data:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default lit-html",
  ],
};

export default defineConfig({
  site: process.env.SITE ?? "http://127.0.0.1:4321",
  base: process.env.BASE ?? "/",
  trailingSlash: "always",
  // The last one lists what the others have written.
  integrations: [mdx(), searchIndex(), sharePicture(), serviceWorker()],
  markdown: {
    processor: satteri(),
    shikiConfig: {
      langAlias: { keys: "plaintext", output: "plaintext" },
      theme: "css-variables",
      transformers: [classBasedTokens(), labVariables(), runnableBlocks()],
    },
  },
  security: { csp: contentSecurityPolicy },
  devToolbar: { enabled: false },
  vite: {
    plugins: [programNames(), embedEntry()],
    worker: { format: "es", plugins: () => [programNames()] },
    build: { rolldownOptions: { checks: { moduleLevelDirective: false } } },
  },
});
