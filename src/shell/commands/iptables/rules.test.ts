import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { given, run } from "../../testing/given.ts";

interface RecordedRule {
  readonly table?: string;
  readonly chain?: string;
  readonly rule: string;
  readonly saved?: readonly string[];
  readonly listed?: readonly string[];
  readonly says?: string;
  readonly exit?: number;
}

/** What iptables 1.8.9 (nf_tables) did with one rule after another, in a chain that was empty. */
const { rules }: { readonly rules: readonly RecordedRule[] } = JSON.parse(
  readFileSync(new URL("testdata/rules.json", import.meta.url), "utf8"),
);

const lines = (text: string): readonly string[] => text.split("\n").slice(0, -1);

test.each(rules.map((recorded) => [recorded.rule, recorded] as const))(
  "%s",
  (rule, { table = "filter", chain = "INPUT", saved = [], listed = [], says = "", exit = 0 }) => {
    const machine = given.machine();
    run(machine, "ipset create S hash:ip timeout 0; ipset create P hash:ip,port");
    const { stdout, stderr, exitCode } = run(machine, `iptables -t ${table} -A ${chain} ${rule}`);
    expect({ says: stdout + stderr, exit: exitCode }).toEqual({ says, exit });
    expect(lines(run(machine, `iptables -t ${table} -S ${chain}`).stdout).slice(1)).toEqual(saved);
    expect(lines(run(machine, `iptables -t ${table} -L ${chain} -n`).stdout).slice(2)).toEqual(listed);
  },
);
