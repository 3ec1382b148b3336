import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { given, run as runLine, runProgram } from "../../testing/given.ts";
import { conntrack } from "../conntrack/conntrack.ts";
import { tool } from "../failure.ts";
import { ping } from "../ping/ping.ts";
import { iptables } from "./iptables.ts";
import { iptablesRestore, iptablesSave } from "./iptables-save.ts";

type Machine = ReturnType<typeof given.machine>;

function run(machine: Machine, ...argv: string[]) {
  return runProgram(machine, tool(iptables), { argv: ["iptables", ...argv] });
}

function save(machine: Machine, ...words: string[]): string {
  return runProgram(machine, tool(iptablesSave), { argv: ["iptables-save", ...words] }).stdout;
}

const ROUND_TRIP = [
  '-A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SVC-X',
  "-A KUBE-SVC-X ! -s 10.244.0.0/16 -d 10.96.0.1/32 -p tcp -m tcp --dport 443 -j KUBE-MARK-MASQ",
  "-A KUBE-SVC-X -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-A",
  "-A KUBE-SEP-A -m recent --update --seconds 60 --hitcount 4 --rttl --name A --mask 255.255.255.0 --rsource",
  "-A KUBE-SEP-A -p tcp -m recent --set --name A --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.1.5:8000",
  "-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000",
  "-A KUBE-POST -m mark ! --mark 0x4000/0x4000 -j RETURN",
  "-A KUBE-POST -m addrtype --dst-type LOCAL -j MASQUERADE --random-fully",
  "-A KUBE-POST ! -o eth+ -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j RETURN",
];

describe("iptables", () => {
  it("prints a rule as it was written, whatever it asks for", () => {
    const machine = given.machine();
    for (const chain of ["KUBE-SERVICES", "KUBE-SVC-X", "KUBE-SEP-A", "KUBE-MARK-MASQ", "KUBE-POST"])
      expect(run(machine, "-t", "nat", "-N", chain).exitCode).toBe(0);
    const text = `*nat\n${ROUND_TRIP.join("\n")}\nCOMMIT\n`;
    expect(runProgram(machine, tool(iptablesRestore), { argv: ["iptables-restore", "-n"], stdin: text })).toEqual({
      stdout: "",
      stderr: "",
      exitCode: 0,
    });
    for (const line of ROUND_TRIP) expect(save(machine, "-t", "nat").split("\n")).toContain(line);
  });

  it("lists in columns, numbers and counters on request", () => {
    const machine = given.machine();
    run(
      machine,
      "-A",
      "FORWARD",
      "-d",
      "10.96.0.110",
      "-p",
      "tcp",
      "--dport",
      "80",
      "-m",
      "comment",
      "--comment",
      "no endpoints",
      "-j",
      "REJECT",
    );
    run(machine, "-A", "FORWARD", "-d", "10.244.2.9", "-j", "DROP");
    expect(run(machine, "-L", "FORWARD", "-n", "--line-numbers").stdout).toBe(
      "Chain FORWARD (policy ACCEPT)\nnum  target     prot opt source               destination         \n" +
        "1    REJECT     6    --  0.0.0.0/0            10.96.0.110          tcp dpt:80 /* no endpoints */ reject-with icmp-port-unreachable\n" +
        "2    DROP       0    --  0.0.0.0/0            10.244.2.9          \n",
    );
    expect(run(machine, "-nvL", "FORWARD").stdout.split("\n")[2]).toBe(
      "    0     0 REJECT     6    --  *      *       0.0.0.0/0            10.96.0.110          tcp dpt:80 /* no endpoints */ reject-with icmp-port-unreachable",
    );
  });

  it("changes what happens to packets at once, and back", () => {
    const machine = given.machine();
    const answers = (): boolean =>
      runProgram(machine, tool(ping), { argv: ["ping", "-c1", "-W1", "127.0.0.1"] }).exitCode === 0;
    expect(answers()).toBe(true);
    run(machine, "-I", "INPUT", "-p", "icmp", "-j", "DROP");
    expect(answers()).toBe(false);
    expect(run(machine, "-C", "INPUT", "-p", "icmp", "-j", "DROP").exitCode).toBe(0);
    expect(run(machine, "-D", "INPUT", "-p", "icmp", "-j", "DROP").exitCode).toBe(0);
    expect(answers()).toBe(true);
  });

  it("refuses in the real one's words", () => {
    const machine = given.machine();
    const hint = "Try `iptables -h' or 'iptables --help' for more information.\n";
    expect(run(machine, "-A", "INPUT", "-j", "NOPE")).toEqual({
      stdout: "",
      stderr: `iptables v1.8.9 (nf_tables): Chain 'NOPE' does not exist\n${hint}`,
      exitCode: 2,
    });
    expect(run(machine, "-A", "NOPE", "-j", "DROP").stderr).toBe("iptables: No chain/target/match by that name.\n");
    expect(run(machine, "-D", "INPUT", "-j", "DROP").stderr).toBe(
      "iptables: Bad rule (does a matching rule exist in that chain?).\n",
    );
    expect(run(machine, "--foo")).toEqual({
      stdout: "",
      stderr: `iptables v1.8.9 (nf_tables): unknown option "--foo"\n${hint}`,
      exitCode: 2,
    });
    expect(run(machine, "-P", "FORWARD", "FOO").stderr).toBe(
      "iptables: Bad policy name. Run `dmesg' for more information.\n",
    );
    expect(run(machine, "-t", "foo", "-L").exitCode).toBe(3);
  });

  it("and conntrack shows the connections that its rules make the kernel follow", () => {
    const machine = given.machine();
    run(machine, "-A", "INPUT", "-m", "conntrack", "--ctstate", "INVALID", "-j", "DROP");
    runProgram(machine, tool(ping), { argv: ["ping", "-c1", "127.0.0.1"] });
    const { stdout, stderr } = runProgram(machine, tool(conntrack), { argv: ["conntrack", "-L", "-p", "icmp"] });
    expect(stdout).toMatch(
      /^icmp {5}1 \d+ src=127\.0\.0\.1 dst=127\.0\.0\.1 type=8 code=0 id=\d+ src=127\.0\.0\.1 dst=127\.0\.0\.1 type=0 code=0 id=\d+ mark=0 use=1\n$/,
    );
    expect(stderr).toBe("conntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown.\n");
  });
});

it("a shell finds the tool by its name", () => {
  expect(runLine(given.machine(), "iptables -V").stdout).toBe("iptables v1.8.9 (nf_tables)\n");
});

/** What the real tools printed over a real kernel, moments left out. */
interface Recorded {
  readonly scripts: readonly (readonly {
    readonly command: string;
    readonly output: string;
    readonly exit: number;
  }[])[];
}

const RECORDED = JSON.parse(readFileSync(new URL("testdata/recorded.json", import.meta.url), "utf8")) as Recorded;

test.each(RECORDED.scripts.map((steps, i) => [i + 1, steps] as const))(
  "doings of the real iptables, number %i",
  (_i, steps) => {
    const machine = given.machine();
    for (const { command, output, exit } of steps) {
      const { stdout, stderr, exitCode } = runLine(machine, command);
      const said = (stdout + stderr).replace(/(Generated by|Completed on) .*/g, "$1");
      expect({ command, output: said, exit: exitCode }).toEqual({ command, output, exit });
    }
  },
);
