import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { given, run, runProgram } from "../../testing/given.ts";
import { tool } from "../failure.ts";
import { nft } from "./nft.ts";

/** What the real nft printed over a real kernel: rules one by one, longer doings, and the real iptables' own rules. */
interface Recorded {
  readonly rules: readonly (readonly [written: string, listed: string])[];
  readonly scripts: readonly (readonly {
    readonly command: string;
    readonly output: string;
    readonly exit: number;
  }[])[];
  /** What iptables was told, what nft showed of it, and whether it warned. */
  readonly translated: readonly (readonly [told: string, listed: string, isWarned: boolean])[];
}

const RECORDED = JSON.parse(readFileSync(new URL("testdata/recorded.json", import.meta.url), "utf8")) as Recorded;

const machineWithNft = () => given.machine();

describe("nft prints what the real one does", () => {
  test.each(RECORDED.rules)("%s", (written, listed) => {
    const machine = machineWithNft();
    const nftOn = (...argv: string[]) => runProgram(machine, tool(nft), { argv: ["nft", ...argv] });
    for (const words of ["table ip t", "chain ip t other", "chain ip t c"]) nftOn("add", ...words.split(" "));
    const added = nftOn(`add rule ip t c ${written}`);
    const body = nftOn("list chain ip t c")
      .stdout.split("\n")
      .slice(2, -3)
      .map((line) => line.slice(2))
      .join("\n");
    expect(added.exitCode === 0 ? body : added.stderr).toBe(listed);
  });

  test.each(RECORDED.scripts.map((steps, i) => [i + 1, steps] as const))("doings, number %i", (_i, steps) => {
    const machine = machineWithNft();
    for (const { command, output, exit } of steps) {
      const { stdout, stderr, exitCode } = run(machine, command);
      expect({ command, output: stdout + stderr, exit: exitCode }).toEqual({ command, output, exit });
    }
  });
});

describe("nft shows what iptables has made", () => {
  test.each(RECORDED.translated)("iptables %s", (told, listed, isWarned) => {
    const machine = machineWithNft();
    const [, table] = told.split(" ");
    for (const chain of ["T", "C"]) run(machine, `iptables -t ${table} -N ${chain}`);
    run(machine, `iptables ${told}`);
    expect(run(machine, `nft list chain ip ${table} C`)).toEqual({
      stdout: `table ip ${table} {\n\tchain C {\n\t\t${listed}\n\t}\n}\n`,
      stderr: isWarned ? `# Warning: table ip ${table} is managed by iptables-nft, do not touch!\n` : "",
      exitCode: 0,
    });
  });
});

describe("nft", () => {
  test("does all of a file or nothing of it", () => {
    const machine = machineWithNft();
    const file = "add table ip t\nadd chain ip t c\nadd rule ip t c jump nowhere\n";
    const failed = runProgram(machine, tool(nft), { argv: ["nft", "-f", "-"], stdin: file });
    expect(failed.stderr).toContain("/dev/stdin:3:");
    expect(run(machine, "nft list ruleset").stdout).toBe("");
  });

  test("reads back what it lists", () => {
    const machine = machineWithNft();
    run(machine, "nft add table inet t '{ comment \"mine\"; }'");
    run(
      machine,
      "nft add set inet t s '{ type ipv4_addr . inet_service; elements = { 10.0.0.1 . 80, 10.0.0.2 . 443 }; }'",
    );
    run(machine, "nft add chain inet t c '{ type filter hook input priority 5; policy drop; }'");
    run(machine, "nft add rule inet t c ip saddr . tcp dport @s counter accept comment '\"known\"'");
    const { stdout } = run(machine, "nft list ruleset");
    run(machine, "nft flush ruleset");
    expect(runProgram(machine, tool(nft), { argv: ["nft", "-f", "-"], stdin: stdout }).exitCode).toBe(0);
    expect(run(machine, "nft list ruleset").stdout).toBe(stdout);
  });

  test("takes effect at once: a dropped ping, and the counter that saw it", () => {
    const machine = machineWithNft();
    expect(run(machine, "ping -c1 -W1 127.0.0.1").exitCode).toBe(0);
    run(machine, "nft add table ip t");
    run(machine, "nft add chain ip t in '{ type filter hook input priority 0; }'");
    run(machine, "nft add rule ip t in icmp type echo-request counter drop");
    expect(run(machine, "ping -c1 -W1 127.0.0.1").exitCode).toBe(1);
    expect(run(machine, "nft list chain ip t in").stdout).toContain("counter packets 1 bytes 84 drop");
  });

  test("what a rule notes down goes after its time", () => {
    const machine = machineWithNft();
    run(machine, "nft add table ip t");
    run(machine, "nft add set ip t seen '{ type ipv4_addr; flags dynamic, timeout; timeout 3s; }'");
    run(machine, "nft add chain ip t in '{ type filter hook input priority 0; }'");
    run(machine, "nft add rule ip t in update @seen '{ ip saddr }'");
    run(machine, "ping -c1 127.0.0.1");
    expect(run(machine, "nft -s list set ip t seen").stdout).toContain("elements = { 127.0.0.1 }");
    const { clock } = machine;
    clock.runUntil(clock.nowUs + 3_100_000);
    expect(run(machine, "nft -s list set ip t seen").stdout).not.toContain("elements");
  });

  test("lets as many packets pass as a limit says, and more as time goes by", () => {
    const machine = machineWithNft();
    run(machine, "nft add table ip t");
    run(machine, "nft add chain ip t in '{ type filter hook input priority 0; }'");
    run(machine, "nft add rule ip t in icmp type echo-request limit rate 1/minute burst 2 packets counter");
    run(machine, "nft add rule ip t in icmp type echo-request limit rate over 1/minute burst 2 packets counter");
    run(machine, "ping -c5 -i 0.2 127.0.0.1");
    expect(run(machine, "nft list chain ip t in").stdout.match(/counter packets \d+/g)).toEqual([
      "counter packets 2",
      "counter packets 3",
    ]);
    machine.clock.runUntil(machine.clock.nowUs + 60_000_000);
    run(machine, "ping -c1 127.0.0.1");
    expect(run(machine, "nft list chain ip t in").stdout).toContain("counter packets 3");
  });

  test("refuses what it does not model in so many words", () => {
    const machine = machineWithNft();
    run(machine, "nft add table ip t");
    run(machine, "nft add chain ip t c");
    expect(run(machine, "nft add rule ip t c quota 1 mbytes accept").stderr).toContain("quota is not simulated here");
    expect(run(machine, "nft -j list tables")).toEqual({
      stdout: "",
      stderr: "nft: option -j is not simulated here\n",
      exitCode: 1,
    });
  });
});
