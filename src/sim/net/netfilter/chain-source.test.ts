import { expect, test } from "vitest";
import type { ChainSource } from "./chain-source.ts";
import { createRule, type Rule } from "./rule.ts";
import { Table } from "./table.ts";

const comment = (text: string): Rule =>
  createRule({ matches: [{ kind: "comment", text }], target: { kind: "RETURN" } });
const jumpTo = (chain: string): Rule => createRule({ target: { kind: "jump", chain } });

function source(chains: Readonly<Record<string, readonly Rule[]>>): ChainSource {
  return {
    chain: (name) => chains[name],
    names: () => Object.keys(chains),
    chainCount: Object.keys(chains).length,
    ruleCount: Object.values(chains).flat().length,
  };
}

function table(): Table {
  let id = 0;
  return new Table(
    "nat",
    () => ++id,
    () => {},
  );
}

const A = [comment("a"), comment("b")];
const LEAF = [comment("leaf")];
const given = source({ A, LEAF });

test("tables share what they have not looked at, and count for themselves", () => {
  const [one, two] = [table(), table()];
  for (const each of [one, two]) each.restore([], { noflush: true, source: given });
  expect(one.count("")).toEqual({ chains: 6, rules: 3 });
  const [first] = one.chain("A")?.rules ?? [];
  if (first !== undefined) first.packets = 7;
  expect(two.chain("A")?.rules[0]?.packets).toBe(0);
  expect(A[0]).toMatchObject({ packets: 0, id: 0 });
  expect(one.chains().map(({ name }) => name)).toEqual(["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING", "A", "LEAF"]);
  expect(one.count("")).toEqual({ chains: 6, rules: 3 });
});

test("another source: rules that go on keep their counters, chains that say the same keep what was done to them", () => {
  const one = table();
  one.restore([], { noflush: true, source: given });
  const kept = one.chain("A")?.rules[1] as Rule;
  kept.packets = 3;
  one.flushChain("LEAF");
  one.restore([], { noflush: true, source: source({ A: [comment("new"), A[1] as Rule], LEAF }) });
  expect(one.chain("A")?.rules.map(({ packets }) => packets)).toEqual([0, 3]);
  expect(one.chain("LEAF")?.rules).toEqual([]);
  one.restore([], { noflush: true, source: source({ A, LEAF }), anew: true });
  expect(one.chain("A")?.rules.map(({ packets }) => packets)).toEqual([0, 0]);
  expect(one.chain("LEAF")?.rules).toHaveLength(1);
});

test("what the source gives can be led to, edited and deleted like any other chain", () => {
  const one = table();
  one.restore([], { noflush: true, source: given });
  one.append("PREROUTING", jumpTo("A"));
  expect(() => one.append("PREROUTING", jumpTo("NONE"))).toThrow("no-chain");
  expect(() => one.newChain("LEAF")).toThrow("chain-exists");
  expect(() => one.deleteChain("LEAF")).toThrow("chain-not-empty");
  one.flushChain("LEAF");
  one.deleteChain("LEAF");
  expect(one.names()).not.toContain("LEAF");
  one.restore([], { noflush: true, source: source({ A, LEAF }) });
  expect(one.names()).not.toContain("LEAF");
  one.restore([], { noflush: true, source: source({ A, LEAF: [comment("other")] }) });
  expect(one.chain("LEAF")?.rules).toHaveLength(1);
  one.restore([]);
  expect(one.names()).not.toContain("A");
});
