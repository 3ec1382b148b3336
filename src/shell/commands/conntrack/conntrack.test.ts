import { expect, test } from "vitest";
import { given, run } from "../../testing/given.ts";

const SOME = `conntrack -I -s 10.0.0.1 -d 10.0.0.2 -p tcp --sport 1000 --dport 80 --state ESTABLISHED -t 100
conntrack -I -s 10.0.0.1 -d 10.0.0.3 -p udp --sport 1001 --dport 53 -t 50 -u ASSURED,SEEN_REPLY -m 5
conntrack -I -s 10.0.0.1 -d 10.0.0.4 -p icmp --icmp-type 8 --icmp-code 0 --icmp-id 77 -t 30
conntrack -I -s 10.0.0.1 -d 10.96.0.1 -p tcp --sport 7 --dport 80 --state SYN_SENT -t 30 -g 10.0.0.9:8080
conntrack -I -s 10.0.0.1 -d 10.96.0.1 -p tcp --sport 8 --dport 80 --state SYN_SENT -t 30 -n 10.0.0.7
`;
const TCP = "src=10.0.0.1 dst=10.0.0.2 sport=1000 dport=80 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 sport=80 dport=1000";
const UDP = "src=10.0.0.1 dst=10.0.0.3 sport=1001 dport=53 src=10.0.0.3 dst=10.0.0.1 sport=53 dport=1001 [ASSURED]";

function after(command: string) {
  const machine = given.machine();
  run(machine, SOME);
  return run(machine, command);
}

function said(count: number, what: string): string {
  return `conntrack v1.4.7 (conntrack-tools): ${count} ${what}.\n`;
}

test.each([
  ["-p tcp --state ESTABLISHED", `tcp      6 99 ESTABLISHED ${TCP} mark=0 use=1\n`],
  ["-m 4/4", `udp      17 49 ${UDP} mark=5 use=1\n`],
  ["-u ASSURED -o extended", `ipv4     2 udp      17 49 ${UDP} mark=5 use=1\n`],
  [
    "-g",
    "tcp      6 29 SYN_SENT src=10.0.0.1 dst=10.96.0.1 sport=7 dport=80 [UNREPLIED] src=10.0.0.9 dst=10.0.0.1 sport=8080 dport=7 mark=0 use=1\n",
  ],
  [
    "-n 10.0.0.7 -o save",
    "-A -t 29 -u UNSET -s 10.0.0.1 -d 10.96.0.1 -r 10.96.0.1 -n 10.0.0.7 -p tcp --sport 8 --dport 80 --reply-port-src 80 --reply-port-dst 8 --state SYN_SENT\n",
  ],
  [
    "-p icmp",
    "icmp     1 29 src=10.0.0.1 dst=10.0.0.4 type=8 code=0 id=77 [UNREPLIED] src=10.0.0.4 dst=10.0.0.1 type=0 code=0 id=77 mark=0 use=1\n",
  ],
])("conntrack -L %s", (filter, line) => {
  expect(after(`sleep 0.1; conntrack -L ${filter}`)).toEqual({
    stdout: line,
    stderr: said(1, "flow entries have been shown"),
    exitCode: 0,
  });
});

test("what is changed, got and deleted by hand is the connection that the options name", () => {
  expect(after("conntrack -U -p udp -s 10.0.0.1 -m 9; conntrack -L -m 9").stdout).toContain("mark=9 use=1\n");
  expect(after("conntrack -G -s 10.0.0.1 -d 10.0.0.2 -p tcp --sport 1000 --dport 80").stdout).toContain("use=2\n");
  const { stderr, exitCode } = after("conntrack -D -d 10.96.0.1; conntrack -C >&2; conntrack -D -s 9.9.9.9");
  expect(stderr).toBe(`${said(2, "flow entries have been deleted")}3\n${said(0, "flow entries have been deleted")}`);
  expect(exitCode).toBe(1);
});

test("events are those of the connection: new, each change of state, and its end", () => {
  const machine = given.machine();
  machine.network.netfilter.startTracking();
  const { stdout, stderr } = run(
    machine,
    `sysctl -q net.netfilter.nf_conntrack_tcp_timeout_time_wait=5
conntrack -E > /tmp/events & conntrack -E -e NEW -o extended > /tmp/new &
sleep 0.1; nc -l -p 8000 > /dev/null & sleep 0.1; nc -N 127.0.0.1 8000 < /dev/null; sleep 0.5
nc 127.0.0.1 8001; sleep 60; kill -INT %1; sleep 0.1; sed 's/src=.*sport=[0-9]* dport=8/… 8/; s/dport=[0-9]*//; s/src=127.*//; s/ *$//' /tmp/events; grep -c ipv4 /tmp/new`,
  );
  expect(stdout).toBe(`    [NEW] tcp      6 120 SYN_SENT … 8000 [UNREPLIED]
 [UPDATE] tcp      6 60 SYN_RECV … 8000
 [UPDATE] tcp      6 432000 ESTABLISHED … 8000
 [UPDATE] tcp      6 120 FIN_WAIT … 8000
 [UPDATE] tcp      6 60 CLOSE_WAIT … 8000
 [UPDATE] tcp      6 30 LAST_ACK … 8000
 [UPDATE] tcp      6 5 TIME_WAIT … 8000
    [NEW] tcp      6 120 SYN_SENT … 8001 [UNREPLIED]
[DESTROY] tcp      6 120 CLOSE … 8001 [UNREPLIED]
[DESTROY] tcp      6 TIME_WAIT … 8000
2
`);
  expect(stderr).toContain(said(10, "flow events have been shown"));
});

test.each([
  ["conntrack -L --dport 80", "unknown option `--dport'"],
  ["conntrack -L -p tcp --state FOO", "unknown TCP state `FOO'"],
  ["conntrack -L -s foo", "Invalid IP address `foo'"],
  ["conntrack -L -p foo", "`foo' unsupported protocol"],
  ["conntrack -L foo", "unknown type `foo'"],
  ["conntrack -L -o foo", "Bad parameter `foo'"],
  ["conntrack -E -e FOO", "Bad parameter `FOO'"],
  ["conntrack -L -D", "Invalid commands combination"],
  ["conntrack -L -s", "option `-s' requires an argument"],
  ["conntrack -F -s 1.1.1.1", "Illegal option `--src' with this command"],
  ["conntrack -G -p tcp", "you have to specify `--src' and `--dst'"],
  ["conntrack -I -p udp", "You need to supply the `--timeout' option for this command"],
])("%s is refused", (command, words) => {
  expect(run(given.machine(), command)).toEqual({
    stdout: "",
    stderr: `conntrack v1.4.7 (conntrack-tools): ${words}\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`,
    exitCode: 2,
  });
});
