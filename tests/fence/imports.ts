/** Imports go leftwards only: see layers.ts. */
import { posix } from "node:path";
import ts from "typescript";
import { DOORS, type Layer, layerOf } from "./layers.ts";
import type { Offence } from "./offence.ts";

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

export function findUpwardImports(path: string, source: ts.SourceFile): Offence[] {
  const layer = layerOf(path);
  if (layer === undefined) return [];
  const offences: Offence[] = [];
  for (const found of importsOf(source)) {
    const message = found.specifier.startsWith(".")
      ? judgeRelative(path, layer, found)
      : judgePackage(layer, found.specifier);
    if (message !== undefined) offences.push({ path, line: found.line, rule: "import-direction", message });
  }
  return offences;
}

function judgeRelative(path: string, layer: Layer, { specifier, typeOnly }: Import): string | undefined {
  const target = posix.join(posix.dirname(path), specifier);
  const other = layerOf(target);
  if (other === undefined) {
    if (target.startsWith("src/")) return `${target} belongs to no layer: add it to tests/fence/layers.ts`;
    return layer.name === "site" || layer.name === "cli" ? undefined : `${target} lies outside the layers`;
  }
  if (layer.sees.includes(other.name)) return undefined;
  if (layer.seesTypesOf.includes(other.name))
    return typeOnly || DOORS.includes(target) || isTestSupport(path)
      ? undefined
      : `${layer.name} may take only types from ${other.name}: write \`import type\``;
  return `${layer.name} does not see ${other.name} (it sees ${layer.sees.join(", ")}): hand the thing in from the right, or move the code`;
}

/** What builds a small real world for tests may reach further than what it tests. */
export function isTestSupport(path: string): boolean {
  return path.includes("/testing/");
}

function judgePackage(layer: Layer, specifier: string): string | undefined {
  if (layer.name === "site" || specifier.startsWith("astro:"))
    return layer.name === "site" ? undefined : "Astro is for pages";
  const allowed = layer.packages.some(
    (name) => specifier === name || specifier.startsWith(name.replace(/\/?$/, name.endsWith(":") ? "" : "/")),
  );
  if (allowed) return undefined;
  const list = layer.packages.length > 0 ? `only ${layer.packages.join(", ")}` : "no package";
  return `${layer.name} uses ${list}: write it, or argue its case in tests/fence/layers.ts`;
}

function importsOf(source: ts.SourceFile): Import[] {
  const imports: Import[] = [];
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    const specifier = statement.moduleSpecifier;
    if (specifier === undefined || !ts.isStringLiteral(specifier)) continue;
    const line = source.getLineAndCharacterOfPosition(statement.getStart(source)).line + 1;
    imports.push({ specifier: specifier.text, typeOnly: isTypeOnly(statement), line });
  }
  return imports;
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const clause = statement.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  if (clause.name !== undefined || names === undefined || !ts.isNamedImports(names)) return false;
  return names.elements.every((element) => element.isTypeOnly);
}
