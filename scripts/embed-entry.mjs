import { fileURLToPath } from "node:url";

/** Builds src/ui/embed/embed.ts into `embed.js`, an address that other sites can rely on: every other file has a hash. */
export function embedEntry() {
  return {
    name: "embed-entry",
    apply: "build",
    buildStart() {
      if (this.environment?.name !== "client") return;
      const id = fileURLToPath(new URL("../src/ui/embed/embed.ts", import.meta.url));
      this.emitFile({ type: "chunk", id, fileName: "embed.js" });
    },
  };
}
