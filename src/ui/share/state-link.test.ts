import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { packed, type SharedState } from "./shared-state.ts";
import { fragmentOf, stateOf } from "./state-link.ts";

const STATE: SharedState = {
  bench: "playground",
  version: "abc",
  seed: "Ada <b>",
  spec: {
    profile: "kind",
    seed: 1,
    nodes: 3,
    cni: "kindnet",
    proxyMode: "nftables",
    faults: [{ fault: "link-loss", on: "kind-worker", percent: 30 }],
    files: { "k8s/web.yaml": "kind: Pod\n" },
  },
  entries: [
    { atUs: 10, columns: 80, rows: 24 },
    { atUs: 1_000, keys: "echo “ü” <script>\r" },
    { atUs: 1_000, isMuted: true },
  ],
  untilUs: 5_000_000,
};

function linkOf(value: unknown): string {
  return `#state=${deflateRawSync(JSON.stringify(value)).toString("base64url")}`;
}

/** A link in which something is other than it should be. */
function changed(fields: Readonly<Record<string, unknown>>): Promise<SharedState | string> {
  return stateOf(linkOf({ ...(packed(STATE) as object), ...fields }));
}

describe("a link", () => {
  it("carries a state there and back", async () => {
    const fragment = (await fragmentOf(STATE)) as string;
    expect(fragment).toMatch(/^#state=[\w-]+$/);
    expect(await stateOf(fragment)).toEqual(STATE);
  });

  it("that was cut, changed or is none is refused in words", async () => {
    const fragment = (await fragmentOf(STATE)) as string;
    for (const bad of [fragment.slice(0, -9), `${fragment}%3Cscript%3E`, "#state=", "#state=AAAA", linkOf("x")])
      expect(await stateOf(bad)).toMatch(/^it /);
  });

  it("that is a bomb is not unpacked further than allowed", async () => {
    const bomb = deflateRawSync(Buffer.alloc(200_000_000)).toString("base64url");
    expect(bomb.length).toBeLessThan(400_000);
    const before = process.memoryUsage().arrayBuffers;
    expect(await stateOf(`#state=${bomb}`)).toBe("it unpacks to more than anybody types");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
    expect(await stateOf(`#state=${"A".repeat(400_001)}`)).toBe("it is longer than any link of this site");
  });
});

describe("hostile content", () => {
  it("is refused part by part", async () => {
    const spec = STATE.spec as object;
    const cases: readonly Readonly<Record<string, unknown>>[] = [
      { hop: 2 },
      { bench: 3 },
      { seed: -1 },
      { seed: "x".repeat(101) },
      { untilUs: 1e18 },
      { untilUs: "soon" },
      { entries: null },
      { entries: [[-5, "x"]] },
      { entries: [[1, 2, 3, 4]] },
      { entries: [[1, 100_000, 3]] },
      { entries: Array(100_001).fill([0]) },
      { entries: [[0, "x".repeat(1_000_001)]] },
      { spec: { ...spec, profile: "<img>" } },
      { spec: { ...spec, nodes: 1e9 } },
      { spec: { ...spec, files: { "../../etc/passwd": "x" } } },
      { spec: { ...spec, files: { "/etc/passwd": "x" } } },
      { spec: { ...spec, files: { constructor: "x" } } },
      { spec: { ...spec, files: { a: { toString: 1 } } } },
      { spec: { ...spec, faults: [{ fault: "x", on: {} }] } },
      { spec: { ...spec, faults: "all" } },
    ];
    for (const fields of cases) expect(await changed(fields), JSON.stringify(fields).slice(0, 80)).toMatch(/^it/);
  });

  it("does not reach any prototype, and takes no field that it does not know", async () => {
    const text =
      '{"hop":1,"bench":"b","version":"v","entries":[],"untilUs":0,"__proto__":{"polluted":1},' +
      '"constructor":{"prototype":{"polluted":1}},"spec":{"profile":"kind","__proto__":{"polluted":1},"bare":true}}';
    const link = `#state=${deflateRawSync(text).toString("base64url")}`;
    const state = await stateOf(link);
    expect(state).toEqual({ bench: "b", version: "v", entries: [], untilUs: 0, spec: { profile: "kind", seed: 1 } });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect((state as { polluted?: number }).polluted).toBeUndefined();
    const files = '{"profile":"kind","files":{"__proto__":"x"}}';
    const other = `{"hop":1,"bench":"b","version":"v","entries":[],"untilUs":0,"spec":${files}}`;
    expect(await stateOf(`#state=${deflateRawSync(other).toString("base64url")}`)).toMatch(/files/);
  });
});
