import { expect, test } from "vitest";
import { given, run } from "../../testing/given.ts";

/** Commands on one machine, one after the other, and what they print; recorded of ipset 7.17 on Linux 6.18. */
function transcript(script: string): string {
  const machine = given.machine();
  const traced = script
    .trim()
    .split("\n")
    .map((line) => `echo '$ ${line.replaceAll("'", "'\\''")}'; ${line} 2>&1`)
    .join("\n");
  return run(machine, traced).stdout.replace(/initval 0x[0-9a-f]{8}/g, "initval 0x0");
}

test("a hash of addresses and ports lists, saves and refuses as the real tool does", () => {
  expect(
    transcript(`
ipset create b hash:ip,port comment
ipset add b 10.0.0.1,tcp:80 comment "a comment"
ipset add b 10.0.0.1,80
ipset add b 10.0.0.2,icmp:ping
ipset add b 10.0.0.1
ipset list b
ipset save b
ipset test b 10.0.0.1,80
ipset test b 10.0.0.1,81
ipset del b 10.0.0.1,81`),
  ).toBe(`$ ipset create b hash:ip,port comment
$ ipset add b 10.0.0.1,tcp:80 comment "a comment"
$ ipset add b 10.0.0.1,80
ipset v7.17: Element cannot be added to the set: it's already added
$ ipset add b 10.0.0.2,icmp:ping
$ ipset add b 10.0.0.1
ipset v7.17: Syntax error: Second element is missing from 10.0.0.1.
$ ipset list b
Name: b
Type: hash:ip,port
Revision: 7
Header: family inet hashsize 1024 maxelem 65536 comment bucketsize 12 initval 0x0
Size in memory: 370
References: 0
Number of entries: 2
Members:
10.0.0.1,tcp:80 comment "a comment"
10.0.0.2,icmp:echo-request
$ ipset save b
create b hash:ip,port family inet hashsize 1024 maxelem 65536 comment bucketsize 12 initval 0x0
add b 10.0.0.1,tcp:80 comment "a comment"
add b 10.0.0.2,icmp:echo-request
$ ipset test b 10.0.0.1,80
Warning: 10.0.0.1,80 is in set b.
$ ipset test b 10.0.0.1,81
10.0.0.1,81 is NOT in set b.
$ ipset del b 10.0.0.1,81
ipset v7.17: Element cannot be deleted from the set: it's not added
`);
});

test("networks have exceptions, timeouts and counters; an element that has had its time is gone", () => {
  expect(
    transcript(`
ipset create n hash:net timeout 300 counters
ipset add n 10.0.0.0/8
ipset add n 10.1.0.0/16 nomatch
ipset add n 192.168.1.1 timeout 50 packets 5 bytes 10
ipset list n
ipset test n 10.2.3.4
ipset test n 10.1.3.4
sleep 51
ipset test n 192.168.1.1`),
  ).toContain(`Size in memory: 744
References: 0
Number of entries: 3
Members:
10.0.0.0/8 timeout 299 packets 0 bytes 0
10.1.0.0/16 timeout 299 nomatch packets 0 bytes 0
192.168.1.1 timeout 50 packets 5 bytes 10
$ ipset test n 10.2.3.4
Warning: 10.2.3.4 is in set n.
$ ipset test n 10.1.3.4
10.1.3.4 is NOT in set n.
$ sleep 51
$ ipset test n 192.168.1.1
192.168.1.1 is NOT in set n.
`);
});

test("bitmaps have a range, lists have sets, and a set that is asked cannot be destroyed", () => {
  expect(
    transcript(`
ipset create p bitmap:port range 0-65535
ipset add p 30000-30002
ipset add p 70000
ipset create a hash:ip
ipset create l list:set
ipset add l a
ipset add l zz
ipset destroy a
ipset rename a a2
ipset swap a p
iptables -A INPUT -m set --match-set p dst -j DROP
ipset list -t p
ipset list -n
ipset destroy p`),
  ).toBe(`$ ipset create p bitmap:port range 0-65535
$ ipset add p 30000-30002
$ ipset add p 70000
ipset v7.17: Syntax error: '70000' is out of range 0-65535
Syntax error: 'tcp' is invalid as number
cannot parse '70000' as a tcp port
$ ipset create a hash:ip
$ ipset create l list:set
$ ipset add l a
$ ipset add l zz
ipset v7.17: Set to be added/deleted/tested as element does not exist.
$ ipset destroy a
ipset v7.17: Set cannot be destroyed: it is in use by a kernel component
$ ipset rename a a2
ipset v7.17: Set cannot be renamed: it is in use by another system
$ ipset swap a p
ipset v7.17: The sets cannot be swapped: their type does not match
$ iptables -A INPUT -m set --match-set p dst -j DROP
$ ipset list -t p
Name: p
Type: bitmap:port
Revision: 3
Header: range 0-65535
Size in memory: 8264
References: 1
Number of entries: 3
$ ipset list -n
p
a
l
$ ipset destroy p
ipset v7.17: Set cannot be destroyed: it is in use by a kernel component
`);
});

test("what is saved is restored, and the line that is wrong is named", () => {
  expect(
    transcript(`
printf 'create r hash:ip\\nadd r 1.2.3.4\\nadd r 1.2.3.x\\n' | ipset restore
ipset save r
printf 'add r 1.2.3.4\\nadd r 1.2.3.6\\n' | ipset -! restore
ipset list r -sorted -o save`),
  ).toContain(`ipset v7.17: Error in line 3: Syntax error: cannot parse 1.2.3.x: resolving to IPv4 address failed
$ ipset save r
create r hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x0
add r 1.2.3.4
`);
});

test.each([
  ["ipset", "No command specified.\nTry `ipset help' for more information.", 2],
  ["ipset foo", "No command specified: unknown argument foo\nTry `ipset help' for more information.", 2],
  ["ipset create y", "Missing second mandatory argument to command create\nTry `ipset help' for more information.", 2],
  ["ipset create x hash:foo", "Syntax error: typename 'hash:foo' is unknown", 1],
  ["ipset create p bitmap:port", "Mandatory option `range' is missing\nTry `ipset help' for more information.", 2],
  ["ipset list nope", "The set with the given name does not exist", 1],
  ["ipset -o json list", "Syntax error: unknown output mode 'json'", 1],
])("%s is refused", (command, words, exitCode) => {
  const { stderr, exitCode: got } = run(given.machine(), command);
  expect([stderr, got]).toEqual([`ipset v7.17: ${words}\n`, exitCode]);
});
