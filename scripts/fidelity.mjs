/**
 * Writes docs/fidelity.md from the sources: what each part models (`Models:`) and what it leaves out (`SIMPLIFIED:`).
 * With --check it writes nothing and fails when the page on disk is not the one that the sources give.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const target = path.join(root, "docs", "fidelity.md");
const SCANNED = ["src/sim", "src/shell", "src/grade"];

const INTRODUCTION = `# What is modelled, and what is not

What Hop by Hop models behaves as the real thing does; what it does not model is refused in plain words and never faked.
This page is generated from the comments in the sources (\`npm run fidelity\`), so it cannot drift from them: under each
folder, what its files are modelled on, and every simplification that they make.
`;

/** The text of every block comment and of every run of line comments, on one line each paragraph. */
export function commentsOf(text) {
  const blocks = text.match(/\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n?)+/gm) ?? [];
  return blocks.map((block) => block.replace(/^\s*\/?\*+\/?|^\s*\/\/|\*\/\s*$/gm, "").replace(/[ \t]+/g, " "));
}

/** What follows the marker, up to the next marker or an empty line. */
export function statementsOf(comment, marker) {
  const parts = comment.split(new RegExp(`${marker}:`)).slice(1);
  return parts.map((part) => {
    const own = part.split(/\n\s*\n|(?:Models|SIMPLIFIED):/)[0] ?? "";
    return own.replace(/\s+/g, " ").trim();
  });
}

export function fidelityPage(files) {
  const folders = new Map();
  for (const [file, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const comments = commentsOf(text);
    const models = comments.flatMap((comment) => statementsOf(comment, "Models"));
    const simplified = comments.flatMap((comment) => statementsOf(comment, "SIMPLIFIED"));
    if (models.length + simplified.length === 0) continue;
    const folder = path.posix.dirname(file);
    folders.set(folder, [...(folders.get(folder) ?? []), { name: path.posix.basename(file), models, simplified }]);
  }
  return INTRODUCTION + [...folders].map(([folder, entries]) => section(folder, entries)).join("");
}

function section(folder, entries) {
  const models = entries.flatMap(({ name, models }) => models.map((what) => `- \`${name}\`: ${what}`));
  const simplified = entries.flatMap(({ name, simplified }) => simplified.map((what) => `- \`${name}\`: ${what}`));
  const parts = [`\n## ${folder}\n`];
  if (models.length > 0) parts.push(`\nModelled on:\n\n${models.join("\n")}\n`);
  if (simplified.length > 0) parts.push(`\nSimplified:\n\n${simplified.join("\n")}\n`);
  return parts.join("");
}

function readSources() {
  const files = new Map();
  const walk = (folder) => {
    if (!existsSync(path.join(root, folder))) return;
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(file);
      else if (/\.ts$/.test(file) && !/\.test\.ts$/.test(file))
        files.set(file, readFileSync(path.join(root, file), "utf8"));
    }
  };
  SCANNED.forEach(walk);
  return files;
}

function main() {
  const page = fidelityPage(readSources());
  const onDisk = existsSync(target) ? readFileSync(target, "utf8") : "";
  if (page === onDisk) return;
  if (process.argv.includes("--check")) {
    console.error("docs/fidelity.md is not what the sources say: run `npm run fidelity` and commit it");
    process.exit(1);
  }
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, page);
  console.log("docs/fidelity.md written");
}

if (process.argv[1] === import.meta.filename) main();
