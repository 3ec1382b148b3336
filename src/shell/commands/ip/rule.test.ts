import { expect, test } from "vitest";
import { given, run } from "../../testing/given.ts";

/** What iproute2 6.1 printed on Linux for the same commands. */
const ADD = `ip rule add from 10.0.1.77 lookup 2 pref 1536; ip rule add to 10.0.1.57 table main prio 512
ip rule add fwmark 0x80/0x80 lookup main pref 1024; ip rule add not fwmark 0xca6c table 51820
ip rule add table main suppress_prefixlength 0; ip rule add iif eth9 from 10.0.0.0/8 unreachable
ip rule add oif d0 blackhole; ip rule add from 1.2.3.4 prohibit`;

test("rules are listed by priority, and get one before the second when they name none", () => {
  expect(run(given.machine(), `${ADD}\nip rule`).stdout).toBe(`0:	from all lookup local
507:	from 1.2.3.4 prohibit
508:	from all oif d0 [detached] blackhole
509:	from 10.0.0.0/8 iif eth9 [detached] unreachable
510:	from all lookup main suppress_prefixlength 0
511:	not from all fwmark 0xca6c lookup 51820
512:	from all to 10.0.1.57 lookup main
1024:	from all fwmark 0x80/0x80 lookup main
1536:	from 10.0.1.77 lookup 2
32766:	from all lookup main
32767:	from all lookup default
`);
});

test("as JSON", () => {
  expect(run(given.machine(), `${ADD}\nip -j rule`).stdout).toBe(
    `[{"priority":0,"src":"all","table":"local"},{"priority":507,"src":"1.2.3.4","action":"prohibit"},{"priority":508,"src":"all","oif":"d0","oif_detached":null,"action":"blackhole"},{"priority":509,"src":"10.0.0.0","srclen":8,"iif":"eth9","iif_detached":null,"action":"unreachable"},{"priority":510,"src":"all","table":"main","suppress_prefixlen":0},{"priority":511,"not":null,"src":"all","fwmark":"0xca6c","table":"51820"},{"priority":512,"src":"all","dst":"10.0.1.57","table":"main"},{"priority":1024,"src":"all","fwmark":"0x80","fwmask":"0x80","table":"main"},{"priority":1536,"src":"10.0.1.77","table":"2"},{"priority":32766,"src":"all","table":"main"},{"priority":32767,"src":"all","table":"default"}]\n`,
  );
});

test.each([
  ["ip rule add from 9.9.9.9; ip rule add from 9.9.9.9 pref 32765", "RTNETLINK answers: File exists\n", 2],
  ["ip rule del from 9.9.9.9", "RTNETLINK answers: No such file or directory\n", 2],
  ["ip rule del", '"ip rule del" requires arguments.\n', 1],
  ["ip rule add foo", 'Error: argument "foo" is wrong: Failed to parse rule type\n', 255],
  ["ip rule add lookup nope", 'Error: argument "nope" is wrong: invalid table ID\n\n', 255],
  ["ip rule add from x", 'Error: any valid prefix is expected rather than "x".\n', 1],
  ["ip rule foo", 'Command "foo" is unknown, try "ip rule help".\n', 255],
  ["ip route show table 99", "Error: ipv4: FIB table does not exist.\nDump terminated\n", 2],
] as const)("%s", (script, stderr, exitCode) => {
  expect(run(given.machine(), script)).toMatchObject({ stderr, exitCode });
});

const TABLES = `ip addr add 10.0.1.2/24 dev lo; ip route add 8.0.0.0/8 dev lo
ip route add 7.0.0.0/8 dev lo table 2; ip rule add to 7.0.0.0/8 table 2`;

test("a table is listed by its number, and a route of it says so where all are", () => {
  const { stdout } = run(given.machine(), `${TABLES}\nip route show table 2; ip route show table all | head -2`);
  expect(stdout).toBe(`7.0.0.0/8 dev lo scope link 
7.0.0.0/8 dev lo table 2 scope link 
8.0.0.0/8 dev lo scope link 
`);
});

test("get asks as a packet would: with a source, with a mark", () => {
  const { stdout } = run(
    given.machine(),
    `${TABLES}\nip route get 7.7.7.7 from 10.0.1.2; ip route get 8.8.8.8 mark 5; ip rule del to 7.0.0.0/8; ip route get 7.7.7.7`,
  );
  expect(stdout).toBe(`7.7.7.7 from 10.0.1.2 dev lo table 2 uid 0 
    cache 
8.8.8.8 dev lo src 10.0.1.2 mark 5 uid 0 
    cache 
`);
});
