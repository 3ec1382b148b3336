import { describe, expect, test } from "vitest";
import { given, run } from "../../testing/given.ts";

const HINT = "Try `iptables -h' or 'iptables --help' for more information.\n";
const ABSENT = "iptables: No chain/target/match by that name.\n";
const COLUMNS = "target     prot opt source               destination         \n";
const NAT = "-P PREROUTING ACCEPT\n-P INPUT ACCEPT\n-P OUTPUT ACCEPT\n-P POSTROUTING ACCEPT\n";

/** As the real one said them over empty tables. */
const SAID: readonly (readonly [command: string, stdout: string, stderr: string, exitCode: number])[] = [
  ["-t nat -S", NAT, "", 0],
  ["-S -v", "-P INPUT ACCEPT -c 0 0\n-P FORWARD ACCEPT -c 0 0\n-P OUTPUT ACCEPT -c 0 0\n", "", 0],
  ["-nL INPUT", `Chain INPUT (policy ACCEPT)\n${COLUMNS}`, "", 0],
  ["-L INPUT --line-numbers", `Chain INPUT (policy ACCEPT)\nnum  ${COLUMNS}`, "", 0],
  ["-Lnv", "", ABSENT, 1],
  ["-F NOPE", "", ABSENT, 1],
  ["-X INPUT", "", "iptables: Invalid argument. Run `dmesg' for more information.\n", 1],
  ["-L x y", "", `iptables v1.8.9 (legacy): Invalid rule number \`y'\n${HINT}`, 2],
  ["-L -S", "", `iptables v1.8.9 (legacy): Cannot use -S with -L\n${HINT}`, 2],
  ["-L -t", "", `iptables v1.8.9 (legacy): option "-t" requires an argument\n${HINT}`, 2],
  ["-A", "", `iptables v1.8.9 (legacy): option "-A" requires an argument\n${HINT}`, 2],
  ["--bad", "", `iptables v1.8.9 (legacy): unknown option "--bad"\n${HINT}`, 2],
  ["foo", "", `Bad argument \`foo'\n${HINT}`, 2],
  ["", "", `iptables v1.8.9 (legacy): no command specified\n${HINT}`, 2],
];

describe("iptables-legacy", () => {
  test.each(SAID)("%s", (command, stdout, stderr, exitCode) => {
    expect(run(given.machine(), `iptables-legacy ${command}`)).toEqual({ stdout, stderr, exitCode });
  });

  test("knows nothing of the other iptables' rules, which warns of its tables once they are there", () => {
    const machine = given.machine();
    run(machine, "iptables -A INPUT -p tcp -j DROP");
    expect(run(machine, "iptables -S INPUT").stderr).toBe("");
    expect(run(machine, "iptables-legacy -S INPUT").stdout).toBe("-P INPUT ACCEPT\n");
    const warning = (tool: string) => `# Warning: iptables-legacy tables present, use ${tool} to see them\n`;
    expect(run(machine, "iptables -S INPUT").stderr).toBe(warning("iptables-legacy"));
    expect(run(machine, "iptables-save").stderr).toBe(warning("iptables-legacy-save"));
    expect(run(machine, "iptables-legacy-save").stdout).toContain("*filter\n:INPUT ACCEPT [0:0]\n");
  });

  test("refuses rules of its own", () => {
    expect(run(given.machine(), "iptables-legacy -A INPUT -j DROP").stderr).toBe(
      "iptables: -A in legacy tables is not simulated here\n",
    );
  });
});
