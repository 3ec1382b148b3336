import { expect, test } from "vitest";
import { given, run } from "../../testing/given.ts";

test("a setting is a file, and both ways to write it have the same effect", () => {
  const machine = given.machine();
  expect(run(machine, "cat /proc/sys/net/ipv4/ip_forward; sysctl net.ipv4.ip_forward").stdout).toBe(
    "0\nnet.ipv4.ip_forward = 0\n",
  );
  run(machine, "echo 1 > /proc/sys/net/ipv4/ip_forward");
  expect(machine.network.sysctls.ipForward).toBe(true);
  expect(run(machine, "sysctl -w net/ipv4/ip_forward=0; cat /proc/sys/net/ipv4/ip_forward").stdout).toBe(
    "net.ipv4.ip_forward = 0\n0\n",
  );
});

test("a folder of settings lists what is below it, sorted", () => {
  const { stdout } = run(given.machine(), "sysctl net.netfilter | head -3; ls /proc/sys/net/core");
  expect(stdout).toBe(`net.netfilter.nf_conntrack_acct = 0
net.netfilter.nf_conntrack_buckets = 262144
net.netfilter.nf_conntrack_count = 0
somaxconn
`);
});

test("what is written changes what the kernel does: a tracked connection lives as long as its state's setting says", () => {
  const machine = given.machine();
  run(machine, "sysctl -q net.netfilter.nf_conntrack_icmp_timeout=5");
  expect(machine.network.sysctls.nfConntrackIcmpTimeoutSec).toBe(5);
});

test.each([
  ["sysctl net.nope", "", "sysctl: cannot stat /proc/sys/net/nope: No such file or directory\n", 1],
  ["sysctl -e net.nope", "", "", 0],
  ["sysctl -n net.core.somaxconn", "4096\n", "", 0],
  ["sysctl -b net.core.somaxconn", "4096", "", 0],
  ["sysctl -N net.core.somaxconn", "net.core.somaxconn\n", "", 0],
  ["sysctl -w net.ipv4.ip_forward=abc", "", 'sysctl: setting key "net.ipv4.ip_forward": Invalid argument\n', 1],
  ["sysctl net.core.somaxconn=", "", 'sysctl: setting key "net.core.somaxconn": Invalid argument\n', 1],
  [
    "sysctl net.netfilter.nf_conntrack_count=5",
    "",
    'sysctl: setting key "net.netfilter.nf_conntrack_count": Invalid argument\n',
    1,
  ],
  ["sysctl -w net.core.somaxconn", "", "sysctl: command line(0): invalid syntax, continuing...\n", 1],
  ["sysctl -p /nope", "", 'sysctl: cannot open "/nope": No such file or directory\n', 1],
  ["sysctl net.ipv4.ip_local_port_range", "net.ipv4.ip_local_port_range = 32768\t60999\n", "", 0],
])("%s", (command, stdout, stderr, exitCode) => {
  expect(run(given.machine(), command)).toEqual({ stdout, stderr, exitCode });
});
