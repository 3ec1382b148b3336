/**
 * `npm run new <kind|command|check|image|lab|lesson> <name>`: makes the one folder (or file) and adds the one line to
 * the registry, in its sorted place. What it writes compiles, and refuses to do anything until it is filled in.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TEMPLATES } from "./templates.mjs";

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Where each sort of thing lives, which file lists it, and the line that does. */
const SORTS = {
  kind: { folder: "src/sim/kube/kinds", registry: "src/sim/kube/kinds/index.ts", line: importLine("./NAME/kind.ts") },
  command: {
    folder: "src/shell/commands",
    registry: "src/shell/commands/index.ts",
    line: importLine("./NAME/NAME.ts"),
  },
  check: { folder: "src/grade/checks", registry: "src/grade/checks/index.ts", line: importLine("./NAME.ts") },
  image: {
    folder: "src/sim/node/images",
    registry: "src/sim/node/images/index.ts",
    line: importLine("./NAME/NAME.ts"),
  },
  lab: { folder: "labs", registry: "labs/index.ts", line: importLine("./NAME/lab.ts") },
  lesson: { folder: "content", registry: "content/course.ts", line: lessonLine },
};

export class Refusal extends Error {}

/** Makes the thing under `root`; gives back the paths it wrote, the registry's last. */
export function makeNew(root, sort, name) {
  const place = SORTS[sort];
  if (!place) throw new Refusal(`a new "${sort ?? ""}"? It is one of: ${Object.keys(SORTS).join(", ")}`);
  const [track, lesson] = sort === "lesson" ? String(name).split("/") : [undefined, name];
  if (!NAME.test(lesson ?? "") || (sort === "lesson" && !NAME.test(track ?? "")))
    throw new Refusal(
      `"${name ?? ""}" is no name: ${sort === "lesson" ? "<track>/<lesson>, each " : ""}lower case, words joined by "-"`,
    );
  const registry = path.join(root, place.registry);
  if (!existsSync(registry)) throw new Refusal(`${place.registry} is not there`);
  const files = Object.entries(TEMPLATES[sort](lesson)).map(([file, text]) => [
    path.join(place.folder, ...(track ? [track] : []), file),
    text,
  ]);
  for (const [file] of files)
    if (existsSync(path.join(root, file))) throw new Refusal(`${file} is already there; nothing written`);
  const listed = place.line(readFileSync(registry, "utf8"), { name: lesson, track, registry: place.registry });
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  writeFileSync(registry, listed);
  return [...files.map(([file]) => file), place.registry];
}

function camelCase(name) {
  return name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** A registry of code is a list of `export { name } from "./name/name.ts";` lines, or of imports and one array. */
function importLine(pattern) {
  return (text, { name, registry }) => {
    const specifier = pattern.replaceAll("NAME", name);
    if (text.includes(`"${specifier}"`)) throw new Refusal(`${registry} already lists ${specifier}; nothing written`);
    const lines = text.split("\n");
    const own = /^(import|export) .* from "\.\/[^"]+";$/;
    const first = lines.find((line) => own.test(line));
    if (first === undefined) throw new Refusal(`${registry} has no line to put the new one beside; nothing written`);
    const identifier = camelCase(name);
    const added = `${first.split(" ")[0]} { ${identifier} } from "${specifier}";`;
    insertSorted(lines, added, own, (line) => /"([^"]+)"/.exec(line)[1]);
    return insertIntoArray(lines.join("\n"), identifier);
  };
}

function insertSorted(lines, added, pattern, keyOf) {
  const places = lines.map((line, index) => (pattern.test(line) ? index : -1)).filter((index) => index >= 0);
  const after = places.filter((index) => keyOf(lines[index]) < keyOf(added)).pop();
  lines.splice(after === undefined ? places[0] : after + 1, 0, added);
}

/** Where the registry also holds an array of what it imports, the name goes there as well, in its sorted place. */
function insertIntoArray(text, identifier) {
  return text.replace(/(= )?\[([\s\w,]*)\](;|\s*as const;)(?![\s\S]*= \[)/, (whole, equals = "", inside, end) => {
    const names = inside
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean);
    if (names.length === 0 && !equals) return whole;
    const sorted = [...names, identifier].sort((a, b) => (a < b ? -1 : 1));
    const oneLine = `${equals}[${sorted.join(", ")}]${end}`;
    return oneLine.length < 80 && !inside.includes("\n")
      ? oneLine
      : `${equals}[\n${sorted.map((name) => `  ${name},\n`).join("")}]${end}`;
  });
}

/** Lessons have an order that no alphabet knows: a new one goes to the end of its track. */
function lessonLine(text, { name, track, registry }) {
  const start = text.indexOf(`slug: "${track}"`);
  if (start < 0) throw new Refusal(`${registry} has no track "${track}"; nothing written`);
  if (text.includes(`slug: "${name}"`)) throw new Refusal(`${registry} already lists "${name}"; nothing written`);
  const end = text.indexOf("    ],", start);
  if (end < 0) throw new Refusal(`${registry}: the track "${track}" has no list of lessons; nothing written`);
  return `${text.slice(0, end)}      { slug: "${name}", title: "${titleOf(name)}" },\n${text.slice(end)}`;
}

function titleOf(name) {
  return name[0].toUpperCase() + name.slice(1).replaceAll("-", " ");
}

function main() {
  const [sort, name] = process.argv.slice(2);
  try {
    const written = makeNew(path.resolve(import.meta.dirname, ".."), sort, name);
    console.log(written.map((file) => `  ${file}`).join("\n"));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`new: ${error.message}`);
    process.exit(2);
  }
}

if (process.argv[1] === import.meta.filename) main();
