/** What the site adds to Shiki: colours by class, since a strict policy forbids style attributes, and runnable blocks. */

const TOKEN = /color:\s*var\(--astro-code-(?:token-)?([\w-]+)\)/;

/** `style="color:var(--astro-code-token-string)"` becomes `class="tk-string"`; the colours are in src/styles/code.css. */
export function classBasedTokens() {
  return {
    name: "class-based-tokens",
    pre(node) {
      delete node.properties.style;
      delete node.properties.tabindex;
    },
    span(node) {
      const style = String(node.properties.style ?? "");
      const token = TOKEN.exec(style)?.[1];
      delete node.properties.style;
      if (token && token !== "foreground") node.properties.class = `tk-${token}`;
    },
  };
}

/** `@app@` is a lab's variable; inside code it travels as a word that no grammar takes apart (see variant-text.astro). */
export function labVariables() {
  return {
    name: "lab-variables",
    preprocess: (code) => code.replace(/@([a-z][a-zA-Z0-9]*)@/g, "hopvar0$10hopvar"),
  };
}

/**
 * A fence says where its lines are typed: ```sh run``` at the host's prompt, ```sh run in=pod``` into the program in
 * front, ```keys``` a key such as Ctrl-C; ```yaml apply file=web.yaml``` writes the file and applies it. What stands in
 * ```output``` is what the block before it prints. src/components/code-block.astro turns that into a button.
 */
export function runnableBlocks() {
  return {
    name: "runnable-blocks",
    pre(node) {
      const words = String(this.options.meta?.__raw ?? "").split(/\s+/);
      const title = /title="([^"]*)"/.exec(this.options.meta?.__raw ?? "")?.[1];
      if (title) node.properties["data-title"] = title;
      if (words.includes("run")) node.properties["data-run"] = words.includes("in=pod") ? "pod" : "host";
      if (words.includes("run")) node.properties["data-code"] = this.source;
      if (this.options.lang === "yaml" && words.includes("apply")) {
        const file = words.find((word) => word.startsWith("file="))?.slice(5) ?? "manifest.yaml";
        node.properties["data-title"] = title ?? file;
        node.properties["data-run"] = "host";
        node.properties["data-file"] = file;
        node.properties["data-text"] = this.source;
        node.properties["data-code"] = `cat > ${file} <<'EOF'\n${this.source}\nEOF\nkubectl apply -f ${file}`;
      }
    },
  };
}
