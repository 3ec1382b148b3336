/** The first fence, tried out: the real compiler over a small copy of the real layers, with violations planted. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const copy = mkdtempSync(join(tmpdir(), "hop-fence-"));

/** Planted file -> its code, and what the compiler must say about it. */
const PLANTED: Readonly<Record<string, { code: string; says: RegExp }>> = {
  "src/sim/net/upward.ts": {
    code: 'import { planted } from "../kube/planted.ts";\nexport const x = planted;\n',
    says: /error TS(6059|6307|5097|2846).*|error TS\d+: File '.*planted\.ts' is not/,
  },
  "src/sim/core/page.ts": { code: "export const x = document.title;\n", says: /Cannot find name 'document'/ },
  "src/sim/core/timer.ts": { code: "setTimeout(() => {}, 1);\n", says: /Cannot find name 'setTimeout'/ },
  "src/sim/core/network.ts": { code: 'export const x = fetch("/");\n', says: /Cannot find name 'fetch'/ },
  "src/sim/core/text.ts": { code: "export const x = new TextEncoder();\n", says: /Cannot find name 'TextEncoder'/ },
  "src/sim/core/say.ts": { code: 'console.log("x");\n', says: /Cannot find name 'console'/ },
  "src/sim/core/kind.ts": { code: "export enum Kind {\n  A,\n}\n", says: /erasableSyntaxOnly/ },
};

let output = "";

function place(path: string, text: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}

function compile(...projects: string[]): string {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const done = spawnSync(process.execPath, [tsc, "-b", ...projects, "--pretty", "false"], {
    cwd: copy,
    encoding: "utf8",
  });
  return done.stdout + done.stderr;
}

beforeAll(() => {
  for (const path of ["tsconfig.layer.json", "src/sim/core", "src/sim/net/tsconfig.json", "src/sim/kube/tsconfig.json"])
    cpSync(join(root, path), join(copy, path), { recursive: true });
  place("package.json", '{ "type": "module" }');
  place(
    "src/sim/kube/planted.ts",
    'import { assert } from "../core/assert.ts";\nassert(true, "x");\nexport const planted = 1;\n',
  );
  place("src/sim/net/downward.ts", 'export { assert } from "../core/assert.ts";\n');
}, 60_000);

afterAll(() => rmSync(copy, { recursive: true }));

test("the copy compiles as long as nothing is planted", () => {
  expect(compile("src/sim/net", "src/sim/kube")).toBe("");
}, 60_000);

describe("the compiler rejects", () => {
  beforeAll(() => {
    for (const [path, { code }] of Object.entries(PLANTED)) place(path, code);
    output = compile("src/sim/core");
    for (const path of Object.keys(PLANTED)) if (path.includes("/core/")) rmSync(join(copy, path));
    output += compile("src/sim/net");
  }, 60_000);

  test.each(Object.keys(PLANTED))("%s", (path) => {
    const lines = output.split("\n").filter((line) => line.includes(path.slice("src/sim/".length)));
    expect(lines.join("\n")).toMatch(PLANTED[path]!.says);
  });
});

test("every layer's project refers only leftwards, and to no library of a host", () => {
  const sees = (layer: string): string[] => {
    const project = JSON.parse(readFileSync(join(root, "src", layer, "tsconfig.json"), "utf8"));
    return project.references.map((reference: { path: string }) => join(layer, reference.path)).sort();
  };
  expect(sees("sim/core")).toEqual([]);
  expect(sees("sim/net")).toEqual(["sim/core"]);
  expect(sees("sim/kube")).toEqual(["sim/core"]);
  expect(sees("sim/os")).toEqual(["sim/core", "sim/net"]);
  expect(sees("sim/node")).toEqual(["sim/core", "sim/kube", "sim/net", "sim/os"]);
  const shared = JSON.parse(readFileSync(join(root, "tsconfig.layer.json"), "utf8")).compilerOptions;
  expect([shared.lib, shared.types]).toEqual([["es2023"], []]);
});
