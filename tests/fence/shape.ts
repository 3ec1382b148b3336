/** Sizes, headers and registries: what keeps the project easy to find one's way in. */
import { posix } from "node:path";
import ts from "typescript";
import type { Offence, SourceTree } from "./offence.ts";

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;

export function findOversize(path: string, text: string, source: ts.SourceFile): Offence[] {
  const offences: Offence[] = [];
  const lines = text.trimEnd().split("\n").length;
  if (lines > FILE_LINES_MAX)
    offences.push({
      path,
      line: 1,
      rule: "file-length",
      message: `${lines} lines, at most ${FILE_LINES_MAX}: split it by noun`,
    });
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && (node as Partial<ts.FunctionLikeDeclaration>).body !== undefined) {
      const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const last = source.getLineAndCharacterOfPosition(node.getEnd()).line;
      const length = last - first + 1;
      if (length > FUNCTION_LINES_MAX) {
        const message = `a function of ${length} lines, at most ${FUNCTION_LINES_MAX}: decisions stay, leaves move out`;
        offences.push({ path, line: first + 1, rule: "function-length", message });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return offences;
}

export function findMissingHeader(path: string, text: string): Offence[] {
  const header = /^\/\*\*[\s\S]*?\*\//.exec(text)?.[0];
  if (header !== undefined && header.length > 30) return [];
  const message =
    "opens with no comment: say in 1 to 6 lines what it models, with Models: and SIMPLIFIED: where they apply";
  return [{ path, line: 1, rule: "header", message }];
}

export function findReferenceDirectives(path: string, source: ts.SourceFile): Offence[] {
  const found = [...source.libReferenceDirectives, ...source.typeReferenceDirectives, ...source.referencedFiles];
  return found.map((directive) => ({
    path,
    line: source.getLineAndCharacterOfPosition(directive.pos).line + 1,
    rule: "reference-directive",
    message: "/// <reference> switches the compiler's fence off for the whole layer: pass a type in instead",
  }));
}

interface Registry {
  readonly folder: string;
  readonly file: string;
  /** Files beside it that it is put together from. */
  readonly parts?: readonly string[];
  /** Things are folders holding this file; undefined: things are files beside the registry. */
  readonly holds?: RegExp;
  /** Folders that others of the same place share count as listed when one of those imports them. */
  readonly mayShare?: true;
}

export const REGISTRIES: readonly Registry[] = [
  { folder: "src/sim/kube/kinds/", file: "index.ts", holds: /^kind\.ts$/ },
  { folder: "src/sim/kube/controllers/", file: "index.ts", parts: ["../admission/late-rules.ts"], holds: /./ },
  { folder: "src/sim/node/images/", file: "common.ts", parts: ["rare.ts"], holds: /./, mayShare: true },
  { folder: "src/sim/node/cni/", file: "../parts/common.ts", parts: ["../parts/rare.ts"], holds: /./, mayShare: true },
  {
    folder: "src/shell/commands/",
    file: "index.ts",
    parts: ["common.ts", "usual.ts", "rare.ts"],
    holds: /./,
    mayShare: true,
  },
  { folder: "src/grade/checks/", file: "index.ts" },
  { folder: "labs/", file: "index.ts", holds: /^lab\.ts$/ },
];

/** A folder that nothing lists is dead code that looks alive. */
export function findUnlisted(tree: SourceTree): Offence[] {
  const offences: Offence[] = [];
  for (const registry of REGISTRIES) {
    const files = [registry.file, ...(registry.parts ?? [])];
    const list = files.map((file) => tree.get(posix.join(registry.folder, file)) ?? "").join("\n");
    for (const name of thingsIn(tree, registry)) {
      const listed =
        registry.holds === undefined ? list.includes(`"./${name}"`) : isImported(list, registry.folder, name);
      if (listed || (registry.mayShare && isShared(tree, registry.folder, name))) continue;
      const message = `is not listed in ${posix.join(registry.folder, files.at(-1) as string)}: add its line, or delete it`;
      offences.push({ path: registry.folder + name, line: 1, rule: "unlisted", message });
    }
  }
  return offences;
}

/** By a registry in the folder itself, or in one beside it. */
function isImported(list: string, folder: string, name: string): boolean {
  return list.includes(`"./${name}/`) || list.includes(`"../${posix.basename(folder)}/${name}/`);
}

function isShared(tree: SourceTree, folder: string, name: string): boolean {
  for (const [path, text] of tree) {
    const outside = path.startsWith(folder) && !path.startsWith(`${folder}${name}/`) && !path.endsWith(".test.ts");
    if (outside && text.includes(`"../${name}/`)) return true;
  }
  return false;
}

function thingsIn(tree: SourceTree, { folder, file, holds }: Registry): Set<string> {
  const things = new Set<string>();
  for (const path of tree.keys()) {
    if (!path.startsWith(folder) || path.endsWith(".test.ts")) continue;
    const [name = "", next] = path.slice(folder.length).split("/");
    if (holds === undefined) {
      if (next === undefined && name !== file) things.add(name);
    } else if (next !== undefined && holds.test(next)) things.add(name);
  }
  return things;
}
