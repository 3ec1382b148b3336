import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { findOffences, readProject } from "./fence/fence.ts";
import { describeOffence } from "./fence/offence.ts";

const HEADER = "/** A planted file, for the test of the fence alone. */\n";

function rulesBrokenBy(files: Record<string, string>): string[] {
  return findOffences(new Map(Object.entries(files))).map((offence) => offence.rule);
}

function brokenIn(path: string, code: string): string[] {
  return rulesBrokenBy({ [path]: HEADER + code });
}

test("the project keeps within its fence", () => {
  const offences = findOffences(readProject(resolve(import.meta.dirname, "..")));
  expect(offences.map(describeOffence).join("\n")).toBe("");
});

describe("a planted violation is rejected:", () => {
  test.each([
    ["the host's date", "export const now = () => Date.now();"],
    ["the host's chance", "export const coin = () => Math.random();"],
    ["an inexact function", "export const half = (x: number) => Math.pow(x, 2);"],
    ["a root written as a power", "export const root = (x: number) => x ** (1 / 3);"],
    ["a promise", "export const soon = () => Promise.resolve(1);"],
    ["the locale's order", 'export const order = (a: string) => a.localeCompare("b");'],
    ["the locale's formats", "export const format = new Intl.NumberFormat();"],
    ["a timer", "export const later = () => setTimeout(() => {}, 1);"],
    ["the host's text codec", "export const codec = new TextEncoder();"],
    ["the console", 'export const say = () => console.log("x");'],
    ["the process", "export const code = () => process.exitCode;"],
    ["a deep copy", "export const copy = (x: object) => structuredClone(x);"],
  ])("%s", (_what, code) => {
    expect(brokenIn("src/sim/core/planted.ts", code)).toEqual(["banned-name"]);
  });

  test("async and await", () => {
    expect(brokenIn("src/shell/planted.ts", "export async function f() {\n await g();\n}")).toEqual([
      "no-async",
      "no-async",
    ]);
    expect(brokenIn("src/grade/planted.ts", 'export const later = () => import("./x.ts");')).toEqual(["no-async"]);
  });

  test("state at the top of a file", () => {
    expect(brokenIn("src/sim/core/planted.ts", "let count = 0;\nexport const next = () => ++count;")).toEqual([
      "top-level-state",
    ]);
  });

  test("a directive that switches the compiler's fence off", () => {
    const code = '/// <reference lib="dom" />\n/** Planted file with a directive above its header. */\nexport {};';
    expect(rulesBrokenBy({ "src/sim/core/planted.ts": code })).toContain("reference-directive");
  });

  test.each([
    ["core from net", "src/sim/core/planted.ts", "../net/packet.ts"],
    ["net from kube", "src/sim/net/planted.ts", "../kube/events.ts"],
    ["kube from net", "src/sim/kube/planted.ts", "../net/packet.ts"],
    ["os from kube", "src/sim/os/planted.ts", "../kube/events.ts"],
    ["node from the cluster", "src/sim/node/planted.ts", "../cluster.ts"],
    ["the cluster from the shell", "src/sim/cluster.ts", "../shell/session.ts"],
    ["shell from grade", "src/shell/planted.ts", "../grade/lab.ts"],
    ["grade from the command line", "src/grade/planted.ts", "../cli/hop.ts"],
    ["the command line from the page", "src/cli/planted.ts", "../ui/pacer.ts"],
    ["a lab from the simulator", "labs/planted/planted.ts", "../../src/sim/cluster.ts"],
    ["the simulator from a package", "src/sim/core/planted.ts", "yaml"],
    ["the shell from Node", "src/shell/planted.ts", "node:fs"],
  ])("an upward import: %s", (_what, path, specifier) => {
    expect(brokenIn(path, `import { x } from "${specifier}";\nexport const y = x;`)).toContain("import-direction");
  });

  test("something that runs, taken from where only types may come", () => {
    const code = (kind: string) => `import ${kind}{ x } from "../sim/cluster.ts";\nexport { x };`;
    expect(brokenIn("src/ui/planted.ts", code(""))).toEqual(["import-direction"]);
    expect(brokenIn("src/ui/planted.ts", code("type "))).toEqual([]);
  });

  test.each(["a Pod's address", "const podCIDR = 1;", 'const chain = "KUBE-SVC";', "the clusterIP", "asks CoreDNS"])(
    "a Kubernetes word in the kernel: %s",
    (text) => {
      expect(brokenIn("src/sim/net/planted.ts", `// ${text}`)).toEqual(["vocabulary"]);
    },
  );

  test("a word of the network in the control plane", () => {
    expect(brokenIn("src/sim/kube/planted.ts", "export const packetCount = 0;")).toEqual(["vocabulary"]);
  });

  test.each([
    ["src/sim/kube/kinds/gizmo/kind.ts", "src/sim/kube/kinds/index.ts"],
    ["src/sim/kube/controllers/gizmo/gizmo.ts", "src/sim/kube/controllers/index.ts"],
    ["src/sim/node/images/gizmo/gizmo.ts", "src/sim/node/images/rare.ts"],
    ["src/sim/node/cni/gizmo/gizmo.ts", "src/sim/node/parts/rare.ts"],
    ["src/shell/commands/gizmo/gizmo.ts", "src/shell/commands/index.ts"],
    ["src/grade/checks/gizmo.ts", "src/grade/checks/index.ts"],
    ["labs/gizmo/lab.ts", "labs/index.ts"],
  ])("an unlisted thing: %s", (path, registry) => {
    const files = { [path]: `${HEADER}export {};`, [registry]: `${HEADER}export {};` };
    expect(rulesBrokenBy(files)).toEqual(["unlisted"]);
  });

  test("a file too long, a function too long, a file without a header", () => {
    const lines = (count: number) => Array.from({ length: count }, (_, i) => `// ${i}`).join("\n");
    expect(brokenIn("src/ui/planted.ts", lines(401))).toEqual(["file-length"]);
    expect(brokenIn("src/sim/core/planted.ts", `export function f() {\n${lines(70)}\n}`)).toEqual(["function-length"]);
    expect(rulesBrokenBy({ "src/sim/core/planted.ts": "export {};" })).toEqual(["header"]);
  });
});

describe("what only looks like a violation is let through:", () => {
  test.each([
    ["a parameter called process", "export const id = (process: { pid: number }) => process.pid;"],
    ["a property called Date", 'export const header = (h: { Date: string }) => h.Date + "Date";'],
    ["whole powers", "export const bits = (n: bigint) => 2n ** n;"],
    ["exact functions", "export const up = (x: number) => Math.ceil(Math.abs(x));"],
  ])("%s", (_what, code) => {
    expect(brokenIn("src/sim/core/planted.ts", code)).toEqual([]);
  });

  test("Kubernetes words where Kubernetes is modelled, and kernel words that only contain them", () => {
    expect(brokenIn("src/sim/node/planted.ts", "// The Pod's packet")).toEqual([]);
    expect(brokenIn("src/sim/net/planted.ts", "// a tripod, an episode, deploymental")).toEqual([]);
  });
});

describe("an exception", () => {
  const code = (excuse: string) => `// ${excuse}\nexport const now = () => Date.now();`;

  test("counts with a reason", () => {
    expect(brokenIn("src/sim/core/planted.ts", code("fence-ok banned-name: the reason is told here"))).toEqual([]);
  });

  test("does not count without a reason, or for another rule", () => {
    expect(brokenIn("src/sim/core/planted.ts", code("fence-ok banned-name:"))).toEqual(["banned-name"]);
    expect(brokenIn("src/sim/core/planted.ts", code("fence-ok no-async: the reason is told here"))).toEqual([
      "banned-name",
    ]);
  });
});

test("every ban says what to use instead", () => {
  const offences = findOffences(
    new Map([["src/sim/core/planted.ts", `${HEADER}export const a = [Date, setTimeout, Intl];`]]),
  );
  expect(offences.map(describeOffence)).toEqual([
    "src/sim/core/planted.ts:2  banned-name: Date does not exist here: use the cluster's clock (core/clock.ts) and core/time.ts",
    "src/sim/core/planted.ts:2  banned-name: setTimeout does not exist here: use clock.after, or yield a wait in a generator (core/wait.ts)",
    "src/sim/core/planted.ts:2  banned-name: Intl does not exist here: compare with < and >, and format by hand",
  ]);
});
