/** The second fence: what the compiler lets through. The first one is the compiler, with one project per layer. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { findBannedNames } from "./banned-names.ts";
import { findUpwardImports, isTestSupport } from "./imports.ts";
import { isExcused, type Offence, type SourceTree } from "./offence.ts";
import { findMissingHeader, findOversize, findReferenceDirectives, findUnlisted } from "./shape.ts";
import { findForeignWords } from "./vocabulary.ts";

/** What a script writes may be as long as its data. */
const GENERATED = /^\/\*\*[\s\S]{0,400}?written by scripts\//i;
const DETERMINISTIC = /^src\/(sim|shell|grade)\//;

export function findOffences(tree: SourceTree): Offence[] {
  const offences: Offence[] = [];
  for (const [path, text] of tree) {
    if (!path.endsWith(".ts") || path.endsWith(".test.ts") || path.endsWith(".d.ts")) continue;
    const found = findInFile(path, text);
    offences.push(...found.filter((offence) => !isExcused(offence, text)));
  }
  return [...offences, ...findUnlisted(tree)];
}

function findInFile(path: string, text: string): Offence[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
  const everywhere = [
    ...findUpwardImports(path, source),
    ...(GENERATED.test(text) ? [] : findOversize(path, text, source)),
  ];
  if (!DETERMINISTIC.test(path)) return everywhere;
  return [
    ...everywhere,
    ...(isTestSupport(path) ? [] : findBannedNames(path, source)),
    ...findReferenceDirectives(path, source),
    ...findMissingHeader(path, text),
    ...(isTestSupport(path) ? [] : findForeignWords(path, text)),
  ];
}

/** Everything of the project that the fence has a say in. */
export function readProject(root: string): SourceTree {
  const tree = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.name.endsWith(".ts")) tree.set(path, readFileSync(join(root, path), "utf8"));
    }
  };
  for (const folder of readdirSync(root)) if (["src", "labs", "content"].includes(folder)) walk(folder);
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}
