import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseRuleLine } from "../testing/parse-rule.ts";
import { printRule, printTable } from "./print.ts";
import { createRule } from "./rule.ts";
import { Table } from "./table.ts";

const GOLDEN = new URL("../../../../../shared/golden/kubeproxy.jsonl", import.meta.url);

function goldenTables(): readonly { name: string; text: string }[] {
  if (!existsSync(GOLDEN)) return [];
  const rows = readFileSync(GOLDEN, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return rows
    .filter(({ command }) => command.startsWith("iptables-save") && !command.includes("|"))
    .flatMap(({ id, stdout }) =>
      stdout.match(/^\*[\s\S]*?^COMMIT$/gm).map((text: string) => ({ name: `${id} ${text.slice(0, 7)}`, text })),
    );
}

const tables = goldenTables();

describe.skipIf(tables.length === 0)(
  "what a real kernel printed is printed again, to the byte (needs ../shared/golden)",
  () => {
    test.each(tables)("$name", ({ text }) => {
      const lines = text.split("\n");
      const name = (lines[0] as string).slice(1) as Table["name"];
      let ids = 0;
      const table = new Table(
        name,
        () => ++ids,
        () => {},
      );
      const parsed = lines.filter((line) => line.startsWith("-A")).map(parseRuleLine);
      const chains = lines.filter((line) => line.startsWith(":")).map((line) => line.slice(1).split(" ")[0] as string);
      table.restore(
        chains.map((chain) => ({
          name: chain,
          rules: parsed.filter((rule) => rule.chain === chain).map(({ rule }) => rule),
        })),
      );
      expect(printTable(table)).toEqual(lines);
    });
  },
);

test("a comment of one plain word has no quotes, one with a quote has it escaped", () => {
  const say = (text: string): string =>
    printRule("X", createRule({ matches: [{ kind: "comment", text }], target: { kind: "none" } }));
  expect(say("plain")).toBe("-A X -m comment --comment plain");
  expect(say('say "hi"')).toBe('-A X -m comment --comment "say \\"hi\\""');
});

test("header matches come first however they were written", () => {
  const { rule } = parseRuleLine("-A X -m tcp --dport 80 -j ACCEPT -p tcp -d 10.0.0.1");
  expect(printRule("X", rule)).toBe("-A X -d 10.0.0.1/32 -p tcp -m tcp --dport 80 -j ACCEPT");
});
