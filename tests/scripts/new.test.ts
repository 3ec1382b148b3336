import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeNew } from "../../scripts/new.mjs";

const project = resolve(import.meta.dirname, "../..");
let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "hop-new-"));
});

afterEach(() => rmSync(root, { recursive: true }));

function place(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const read = (path: string): string => readFileSync(join(root, path), "utf8");

test("a command gets its folder, its import and its line, each in its sorted place", () => {
  place(
    "src/shell/commands/rare.ts",
    'import { cat } from "./cat/cat.ts";\nimport { ping } from "./ping/ping.ts";\n\nconst LINES: readonly Line[] = [["cat", cat], ["ping", ping]];\n',
  );
  const written = makeNew(root, "command", "dig");
  expect(written).toEqual([
    "src/shell/commands/dig/dig.ts",
    "src/shell/commands/dig/dig.test.ts",
    "src/shell/commands/rare.ts",
  ]);
  expect(read("src/shell/commands/rare.ts")).toBe(
    'import { cat } from "./cat/cat.ts";\nimport { dig } from "./dig/dig.ts";\nimport { ping } from "./ping/ping.ts";\n\nconst LINES: readonly Line[] = [["cat", cat], ["dig", dig], ["ping", ping]];\n',
  );
});

test("a registry that only exports gets its one line", () => {
  place("src/grade/checks/index.ts", '/** All. */\nexport { field } from "./field.ts";\n');
  makeNew(root, "check", "is-refused");
  expect(read("src/grade/checks/index.ts")).toBe(
    '/** All. */\nexport { field } from "./field.ts";\nexport { isRefused } from "./is-refused.ts";\n',
  );
});

test("a list too long for a line is written one entry a line", () => {
  const names = Array.from({ length: 12 }, (_, i) => `controller${String.fromCharCode(97 + i)}`);
  place(
    "src/sim/kube/kinds/index.ts",
    `import { a } from "./a/kind.ts";\nexport const KINDS: Kind[] = [${names.join(", ")}];\n`,
  );
  makeNew(root, "kind", "network-policy");
  expect(read("src/sim/kube/kinds/index.ts")).toContain("  controllerl,\n  networkPolicy,\n];");
});

test("a planned lesson keeps its place in the course, a new one ends its track", () => {
  cpSync(join(project, "content/course.ts"), join(root, "content/course.ts"), { recursive: true });
  makeNew(root, "lesson", "microservices/a-first-deployment");
  makeNew(root, "lesson", "the-journey/the-way-back");
  const course = read("content/course.ts");
  expect(course).toContain('{ slug: "a-first-deployment", title: "A first Deployment" },');
  expect(course).toMatch(/slug: "the-way-back", title: "The way back" \},\n {4}\],/);
  expect(read("content/the-journey/the-way-back/index.mdx")).toContain("title: The way back");
});

test("every sort of thing can be made beside the project's real registries", () => {
  for (const [sort, registry] of [
    ["check", "src/grade/checks/index.ts"],
    ["lab", "labs/index.ts"],
    ["command", "src/shell/commands/rare.ts"],
    ["kind", "src/sim/kube/kinds/index.ts"],
    ["image", "src/sim/node/images/rare.ts"],
  ] as const) {
    cpSync(join(project, registry), join(root, registry), { recursive: true });
    makeNew(root, sort, "brand-new");
    expect(read(registry).match(/brandNew/g)?.length, sort).toBe(sort === "check" ? 1 : 2);
  }
});

test.each([
  ["gizmo", "x", 'a new "gizmo"? It is one of: kind, command, check, image, lab, lesson'],
  ["lab", "Stale Address", '"Stale Address": wanted a name of lower-case words joined by "-"'],
  ["lab", "../etc", '"../etc": wanted a name of lower-case words joined by "-"'],
  ["lesson", "only-one-part", '"only-one-part": wanted <track>/<lesson>, each lower-case words joined by "-"'],
  ["lesson", "no-track/here", 'content/course.ts has no track "no-track"'],
  [
    "lesson",
    "deep-dive/every-pod-gets-its-own-address",
    'content/course.ts already lists "every-pod-gets-its-own-address"',
  ],
  ["lab", "stale-address", "labs/index.ts already lists stale-address"],
])("%s %s is refused", (sort, name, message) => {
  for (const registry of ["content/course.ts", "labs/index.ts"]) cpSync(join(project, registry), join(root, registry));
  expect(() => makeNew(root, sort, name)).toThrow(message);
});

test("nothing is overwritten, and nothing is written when something is in the way", () => {
  place("labs/index.ts", "export const LABS: readonly LabDefinition[] = [];\n");
  place("labs/mine/brief.mdx", "precious\n");
  expect(() => makeNew(root, "lab", "mine")).toThrow("labs/mine/brief.mdx is already there");
  expect(read("labs/mine/brief.mdx")).toBe("precious\n");
  expect(read("labs/index.ts")).toBe("export const LABS: readonly LabDefinition[] = [];\n");
});
