/** Files as rows, whatever they turn out to be: one that cannot be graded says why. */
import { readFileSync } from "node:fs";
import { LABS } from "../../../labs/index.ts";
import { labOf, type StartFiles } from "../../grade/lab.ts";
import { type Grade, type LabNamed, regrade } from "../../grade/submission/regrade.ts";
import { SOFTWARE } from "../../shell/software.ts";
import { readLabFolder } from "../lab/lab-folder.ts";
import type { Row } from "./rows.ts";

/** Remembers the folders of the labs that it has met. */
export function graderOfFiles(): (file: string) => Row {
  const folders = new Map<string, StartFiles>();
  const labNamed: LabNamed = (slug, seed) => {
    const definition = LABS.find((lab) => lab.slug === slug);
    if (definition === undefined) return undefined;
    const startFiles = folders.get(slug) ?? readLabFolder(definition).startFiles;
    folders.set(slug, startFiles);
    return labOf(definition, startFiles, seed);
  };
  return (file) => ({ file, ...gradeFile(file, labNamed) });
}

function gradeFile(file: string, labNamed: LabNamed): Grade {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return damaged(`it cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`);
  }
  try {
    return regrade(text, labNamed, SOFTWARE);
  } catch (error) {
    return damaged(`it cannot be replayed: ${(error as Error).message}`);
  }
}

export function damaged(reason: string): Grade {
  return { standing: "damaged", reason, lab: "", student: "", earned: 0, total: 0, tasks: [] };
}
