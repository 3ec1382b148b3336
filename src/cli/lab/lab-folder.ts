/** A lab's folder as files: everything that proving, showing or doing it needs. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { LABS } from "../../../labs/index.ts";
import type { LabDefinition, StartFiles } from "../../grade/lab.ts";
import type { LabFolder } from "../../grade/proof.ts";
import { UsageError } from "../usage-error.ts";

export const PROJECT = resolve(import.meta.dirname, "..", "..", "..");
const LABS_FOLDER = join(PROJECT, "labs");

export function definitionOf(slug: string): LabDefinition {
  const definition = LABS.find((lab) => lab.slug === slug);
  if (definition === undefined) throw new UsageError(`no lab ${JSON.stringify(slug)}; hop lab list shows them`);
  return definition;
}

export function readLabFolder(definition: LabDefinition): LabFolder {
  const folder = join(LABS_FOLDER, definition.slug);
  const text = (name: string): string => {
    const path = join(folder, name);
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "utf8") : "";
  };
  return {
    definition,
    startFiles: textsIn(join(folder, "start")),
    brief: text("brief.mdx"),
    hints: text("hints.mdx"),
    solution: text("solution.sh"),
    alternatives: textsIn(join(folder, "alternative")),
    wrong: textsIn(join(folder, "wrong")),
    equivalent: text("equivalent.txt"),
  };
}

/** Folders under labs/ that hold a lab, listed or not. */
export function labFolders(): string[] {
  return readdirSync(LABS_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function textsIn(folder: string): StartFiles {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return {};
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
