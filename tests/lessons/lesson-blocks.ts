/**
 * A lesson's MDX as what is typed in it: its fences in order. ```sh run``` is typed at the host's prompt, ```sh run in=pod```
 * into the program in front, ```keys run``` presses a key, ```yaml apply file=web.yaml``` writes a file and applies it, and
 * ```output``` is what the block before it printed.
 */
export interface Block {
  readonly language: string;
  /** The words after the language. */
  readonly words: readonly string[];
  readonly code: string;
  /** Of its first line of code, counted from 1. */
  readonly line: number;
}

const FENCE = /^(\s*)(`{3,})(\S+)[ \t]*(.*)$/;

export function blocksOf(mdx: string): Block[] {
  const lines = mdx.split("\n");
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const opened = FENCE.exec(lines[i] as string);
    if (opened === null) continue;
    const [, indent = "", ticks = "", language = "", rest = ""] = opened;
    const end = lines.findIndex((line, at) => at > i && line.trim() === ticks);
    if (end < 0) throw new Error(`line ${i + 1}: a fence that is not closed`);
    const code = lines.slice(i + 1, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    blocks.push({ language, words: rest.split(/\s+/).filter(Boolean), code: code.join("\n"), line: i + 2 });
    i = end;
  }
  return blocks;
}

export function wordOf({ words }: Block, name: string): string | undefined {
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** What is typed for a block; null when it is only read. */
export function typedLines(block: Block): string[] | null {
  const { language, words, code } = block;
  if (language === "yaml" && words.includes("apply")) {
    const file = wordOf(block, "file") ?? "manifest.yaml";
    return [`cat > ${file} <<'EOF'`, ...code.split("\n"), "EOF", `kubectl apply -f ${file}`];
  }
  if (!words.includes("run")) return null;
  if (language === "keys") return [`^${code.trim().slice(-1)}`];
  return code.split("\n").filter((line) => line.trim() !== "");
}
