/**
 * `npm run new <kind|command|check|image|lab|lesson> <name>`: makes the one folder (or file) and adds the one line to
 * the registry, in its sorted place. Nothing is written unless all of it can be, and nothing is overwritten.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { camelCase, TEMPLATES, titleOf } from "./templates.mjs";

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Where each sort of thing lives, which file lists it, from which of its files, and how the list writes it. */
const SORTS = {
  kind: { folder: "src/sim/kube/kinds", from: (name) => `./${name}/kind.ts`, entry: camelCase },
  command: {
    folder: "src/shell/commands",
    registry: "src/shell/commands/rare.ts",
    from: (name) => `./${name}/${name}.ts`,
    entry: (name) => `["${name}", ${camelCase(name)}]`,
  },
  check: { folder: "src/grade/checks", from: (name) => `./${name}.ts`, entry: camelCase },
  image: {
    folder: "src/sim/node/images",
    registry: "src/sim/node/images/rare.ts",
    from: (name) => `./${name}/${name}.ts`,
    entry: camelCase,
  },
  lab: { folder: "labs", from: (name) => `./${name}/lab.ts`, entry: camelCase },
  lesson: { folder: "content", registry: "content/course.ts" },
};

export class Refusal extends Error {}

/** Makes the thing under `root`; gives back the paths it wrote, the registry's last. */
export function makeNew(root, sort, name = "") {
  const place = SORTS[sort];
  if (!place) throw new Refusal(`a new "${sort ?? ""}"? It is one of: ${Object.keys(SORTS).join(", ")}`);
  const parts = sort === "lesson" ? name.split("/") : [name];
  const wanted = sort === "lesson" ? "<track>/<lesson>, each" : "a name of";
  if (parts.length !== (sort === "lesson" ? 2 : 1) || !parts.every((part) => NAME.test(part)))
    throw new Refusal(`"${name}": wanted ${wanted} lower-case words joined by "-"`);
  const own = parts.at(-1);
  const registry = place.registry ?? `${place.folder}/index.ts`;
  if (!existsSync(path.join(root, registry))) throw new Refusal(`${registry} is not there`);
  const folder = path.posix.join(place.folder, ...parts.slice(0, -1));
  const files = Object.entries(TEMPLATES[sort](own)).map(([file, text]) => [path.posix.join(folder, file), text]);
  for (const [file] of files) if (existsSync(path.join(root, file))) throw new Refusal(`${file} is already there`);
  const before = readFileSync(path.join(root, registry), "utf8");
  const listed =
    sort === "lesson"
      ? withLesson(before, { track: parts[0], slug: own, registry })
      : withLine(before, { place, name: own, registry });
  for (const [file, text] of [...files, [registry, listed]]) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return [...files.map(([file]) => file), registry];
}

/** A registry is sorted lines of `import` (or `export`) and, where it imports, one list of what it imported. */
function withLine(text, { place, name, registry }) {
  const specifier = place.from(name);
  if (text.includes(`"${specifier}"`)) throw new Refusal(`${registry} already lists ${name}`);
  const own = /^(import|export) \{[^}]*\} from "(\.\/[^"]+)";$/;
  const lines = text.split("\n");
  const places = lines.flatMap((line, index) => (own.test(line) ? [index] : []));
  const word = places.length > 0 ? own.exec(lines[places[0]])[1] : "import";
  const line = `${word} { ${camelCase(name)} } from "${specifier}";`;
  const after = places.filter((index) => own.exec(lines[index])[2] < specifier).pop();
  lines.splice(after === undefined ? (places[0] ?? firstStatement(lines)) : after + 1, 0, line);
  return word === "export" ? lines.join("\n") : withEntry(lines.join("\n"), place.entry(name), registry);
}

/** Below the comment that opens the file. */
function firstStatement(lines) {
  const end = lines.findIndex((line) => line.includes("*/"));
  return lines[end + 1] === "" ? end + 2 : end + 1;
}

function withEntry(text, entry, registry) {
  const list = [...text.matchAll(/= \[([^;]*)\];/g)].pop();
  if (!list) throw new Refusal(`${registry} holds no list to put ${entry} into`);
  const entries = list[1].match(/\[[^\]]*\]|[\w.]+(\([^)]*\))?/g) ?? [];
  const sorted = [...entries, entry].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const lineStart = text.lastIndexOf("\n", list.index) + 1;
  const oneLine = `= [${sorted.join(", ")}];`;
  const fits = list.index - lineStart + oneLine.length <= 120;
  const written = fits ? oneLine : `= [\n${sorted.map((each) => `  ${each},\n`).join("")}];`;
  return text.slice(0, list.index) + written + text.slice(list.index + list[0].length);
}

/** Lessons have an order that no alphabet knows: a planned one keeps its place, a new one ends its track. */
function withLesson(text, { track, slug, registry }) {
  const start = text.indexOf(`slug: "${track}"`);
  const end = start < 0 ? -1 : text.indexOf("],", start);
  if (end < 0) throw new Refusal(`${registry} has no track "${track}"`);
  const lessons = text.slice(start, end);
  const listed = new RegExp(`\\{ slug: "${slug}", title: "[^"]*"(, planned: true)? \\}`).exec(lessons);
  if (listed && !listed[1]) throw new Refusal(`${registry} already lists "${slug}"`);
  const line = `      { slug: "${slug}", title: "${titleOf(slug)}" },\n    `;
  const changed = listed
    ? lessons.replace(listed[0], listed[0].replace(", planned: true", ""))
    : `${lessons.trimEnd()}\n${line}`;
  return text.slice(0, start) + changed + text.slice(end);
}

function main() {
  const [sort, name] = process.argv.slice(2);
  try {
    const written = makeNew(path.resolve(import.meta.dirname, ".."), sort, name);
    console.log(written.map((file) => `  ${file}`).join("\n"));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`new: ${error.message}; nothing was written`);
    process.exit(2);
  }
}

if (process.argv[1] === import.meta.filename) main();
