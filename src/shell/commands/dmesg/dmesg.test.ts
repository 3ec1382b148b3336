import { expect, test } from "vitest";
import { given, run } from "../../testing/given.ts";

function logged() {
  const machine = given.machine();
  machine.clock.runUntil(12_345_678);
  machine.network.kernelLog.write(4, "nf_conntrack: nf_conntrack: table full, dropping packet");
  return machine;
}

test.each([
  ["dmesg", "[   12.345678] nf_conntrack: nf_conntrack: table full, dropping packet\n"],
  ["dmesg -t", "nf_conntrack: nf_conntrack: table full, dropping packet\n"],
  ["dmesg -x", "kern  :warn  : [   12.345678] nf_conntrack: nf_conntrack: table full, dropping packet\n"],
  ["dmesg -r", "<4>[   12.345678] nf_conntrack: nf_conntrack: table full, dropping packet\n"],
  ["dmesg -T", "[Thu Jan  1 00:00:12 2026] nf_conntrack: nf_conntrack: table full, dropping packet\n"],
  ["dmesg -C; dmesg", ""],
])("%s", (command, stdout) => {
  expect(run(logged(), command).stdout).toBe(stdout);
});

test("a full table is said in the log, ten times in five seconds and no more", () => {
  const machine = given.machine();
  const { kernelLog } = machine.network;
  for (let i = 0; i < 50; i++) kernelLog.writeLimited(4, "nf_conntrack: nf_conntrack: table full, dropping packet");
  expect(kernelLog.lines).toHaveLength(10);
  machine.clock.runUntil(6_000_000);
  kernelLog.writeLimited(4, "again");
  expect(run(machine, "dmesg -t | tail -2").stdout).toBe("net_ratelimit: 40 callbacks suppressed\nagain\n");
});
