/** Plays a lesson from top to bottom: every block is typed into its cluster, which comes to rest before each of them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { comeToRest } from "../../src/grade/replay.ts";
import { openSession, type SessionSpec } from "../../src/shell/session.ts";
import { SOFTWARE } from "../../src/shell/software.ts";
import { type Block, blocksOf, typedLines, wordOf } from "./lesson-blocks.ts";

const CONTENT = join(import.meta.dirname, "..", "..", "content");

export interface Played {
  readonly block: Block;
  readonly screen: string;
  readonly exitCode: number | null;
  /** What the text says that it prints. */
  readonly told: Block | undefined;
}

export function lessonIds(): string[] {
  return readdirSync(CONTENT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(CONTENT, name)).map((lesson) => `${name}/${lesson}`))
    .sort();
}

export function lessonFile(id: string): string {
  return join(CONTENT, id, "index.mdx");
}

export function playLesson(id: string): Played[] {
  const text = readFileSync(lessonFile(id), "utf8");
  const session = openSession(worldOf(id, text), SOFTWARE);
  const blocks = blocksOf(text);
  const played: Played[] = [];
  blocks.forEach((block, i) => {
    const lines = typedLines(block);
    if (lines === null) return;
    if (!block.words.includes("now")) comeToRest(session.cluster);
    const patience = block.words.includes("open") ? { maxUs: 5_000_000 } : {};
    const typed = session.typed(lines, patience);
    const next = blocks[i + 1];
    played.push({
      block,
      screen: typed.map(({ screen }) => screen).join(""),
      exitCode: typed.at(-1)?.exitCode ?? null,
      told: next?.language === "output" ? next : undefined,
    });
  });
  return played;
}

export function worldOf(id: string, text: string): SessionSpec {
  const {
    cluster,
    seed,
    files = [],
    nodes,
    proxy,
    cni,
  } = parse(/^---\n(.*?)\n---/s.exec(text)?.[1] ?? "") as {
    cluster: string;
    seed: number;
    files?: string[];
    nodes?: number;
    proxy?: string;
    cni?: string;
  };
  const start = join(CONTENT, id, "start");
  const read = (name: string): [string, string] => [name, readFileSync(join(start, name), "utf8")];
  return {
    profile: cluster,
    seed,
    files: Object.fromEntries(statSync(start, { throwIfNoEntry: false }) ? files.map(read) : []),
    ...(nodes === undefined ? {} : { nodes }),
    ...(proxy === undefined ? {} : { proxyMode: proxy }),
    ...(cni === undefined ? {} : { cni }),
  };
}

/** What is wrong with a block that was played; empty when all is well. */
export function faultsOf({ block, screen, exitCode, told }: Played): string[] {
  const faults: string[] = [];
  const wanted = Number(wordOf(block, "exit") ?? 0);
  const mayStayOpen = block.words.includes("open") || block.words.includes("in=pod") || block.language === "keys";
  if (exitCode === null && !mayStayOpen) faults.push(`line ${block.line}: no prompt came back: is it an open block?`);
  if (exitCode !== null && exitCode !== wanted && block.language !== "keys")
    faults.push(`line ${block.line}: exit status ${exitCode}, ${wanted} was expected:\n${screen}`);
  if (told !== undefined && !matches(told.code, screen))
    faults.push(`line ${told.line}: the text says\n${told.code}\nand the cluster says\n${screen.trimEnd()}`);
  return faults;
}

/** A line of three dots stands for any number of lines. */
export function matches(told: string, screen: string): boolean {
  const plain = (text: string): string[] =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => line.trimEnd());
  const said = plain(screen);
  const parts = plain(told).reduce<string[][]>(
    (sofar, line) => {
      if (line.trim() === "...") sofar.push([]);
      else sofar.at(-1)?.push(line);
      return sofar;
    },
    [[]],
  );
  let at = 0;
  return parts.every((part, i) => {
    const isLast = i === parts.length - 1;
    if (parts.length === 1) return said.length === part.length && part.every((line, k) => line === said[k]);
    for (let from = isLast ? said.length - part.length : at; from >= at && from + part.length <= said.length; from++) {
      if (part.every((line, k) => line === said[from + k])) {
        at = from + part.length;
        return true;
      }
      if (i === 0) return false;
    }
    return part.length === 0;
  });
}
