import { describe, expect, it } from "vitest";
import { createVeth } from "../../../sim/net/link/veth.ts";
import { given, run } from "../../testing/given.ts";
import { compileFilter } from "./filter.ts";
import { LINK, viewOf } from "./packet-view.ts";
import { readPcap } from "./pcap-file.ts";

/** Two hosts on one cable: 10.0.0.1, where the tests run, and 10.0.0.2 with a server on port 80. */
function twoHosts() {
  const machine = given.machine();
  const { network } = machine;
  const far = network.network.createNamespace({ name: "far" });
  const { a, b } = createVeth({ a: { namespace: network, name: "eth0" }, b: { namespace: far, name: "eth0" } });
  network.addAddress(a, "10.0.0.1/24");
  far.addAddress(b, "10.0.0.2/24");
  far.sockets.listenTcp({ port: 80 });
  return machine;
}

const ROOT = { env: { USER: "root" } };

/** Times, ports and sequence numbers differ from seed to seed. */
function masked(text: string): string {
  return text
    .replace(/\d\d:\d\d:\d\d\.\d{6}/g, "TIME")
    .replace(/10\.0\.0\.1\.\d+/g, "10.0.0.1.PORT")
    .replace(/(seq|ack) \d{3,}/g, "$1 N")
    .replace(/([0-9a-f]{2}:){5}[0-9a-f]{2}/g, "MAC")
    .replace(/id \d+/g, "id N");
}

/** Runs a command while tcpdump listens, and ends it with Ctrl-C. */
function capture(options: string, command: string) {
  return run(twoHosts(), `tcpdump ${options} & sleep 0.1; ${command}; sleep 0.1; kill -INT %1; wait %1`, ROOT);
}

describe("tcpdump", () => {
  it("shows how two hosts find each other and open a connection", () => {
    const { stdout, stderr } = capture("-n", "nc -z 10.0.0.2 80");
    expect(masked(stdout)).toBe(
      [
        "TIME ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28",
        "TIME ARP, Reply 10.0.0.2 is-at MAC, length 28",
        "TIME IP 10.0.0.1.PORT > 10.0.0.2.80: Flags [S], seq N, win 65535, options [mss 1460], length 0",
        "TIME IP 10.0.0.2.80 > 10.0.0.1.PORT: Flags [S.], seq N, ack N, win 65535, options [mss 1460], length 0",
        "TIME IP 10.0.0.1.PORT > 10.0.0.2.80: Flags [.], ack 1, win 65535, length 0",
        "TIME IP 10.0.0.1.PORT > 10.0.0.2.80: Flags [F.], seq 1, ack 1, win 65535, length 0",
        "TIME IP 10.0.0.2.80 > 10.0.0.1.PORT: Flags [.], ack 2, win 65535, length 0",
        "",
        "",
      ].join("\n"),
    );
    expect(stderr).toBe(
      "tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n" +
        "listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n" +
        "7 packets captured\n7 packets received by filter\n0 packets dropped by kernel\n",
    );
  });

  it("tells a refusal by its reset, with numbers that begin there", () => {
    const { stdout } = capture("-n -c 2 tcp", "nc -z 10.0.0.2 81");
    expect(masked(stdout)).toContain(
      "TIME IP 10.0.0.2.81 > 10.0.0.1.PORT: Flags [R.], seq 0, ack N, win 0, length 0\n",
    );
  });

  it("says with -i any which device and which way", () => {
    const { stdout, stderr } = capture("-n -i any icmp", "ping -c 1 10.0.0.2 > /dev/null");
    expect(masked(stdout)).toBe(
      "TIME eth0  Out IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id N, seq 1, length 64\n" +
        "TIME eth0  In  IP 10.0.0.2 > 10.0.0.1: ICMP echo reply, id N, seq 1, length 64\n\n",
    );
    expect(stderr).toMatch(/^tcpdump: data link type LINUX_SLL2\n/);
  });

  it("sees what goes over lo once", () => {
    expect(capture("-n -i lo icmp", "ping -c 1 127.0.0.1 > /dev/null").stdout.trim().split("\n")).toHaveLength(2);
  });

  it("needs root", () => {
    const { stderr, exitCode } = run(twoHosts(), "tcpdump");
    expect(stderr).toBe(
      "tcpdump: eth0: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)\n",
    );
    expect(exitCode).toBe(1);
  });

  it("writes a file that can be read again, byte for byte as pcap wants it", () => {
    const machine = twoHosts();
    run(machine, "tcpdump -w /tmp/x.pcap & sleep 0.1; nc -z 10.0.0.2 80; sleep 0.1; kill -INT %1; wait", ROOT);
    const bytes = machine.fs.readFile("/tmp/x.pcap");
    expect([...bytes.subarray(0, 24)]).toEqual([
      0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0,
    ]);
    expect(readPcap(bytes)?.records).toHaveLength(7);
    const { stdout, stderr } = run(machine, "tcpdump -n -r /tmp/x.pcap -c 1 'tcp[tcpflags] == tcp-syn'");
    expect(masked(stdout)).toBe(
      "TIME IP 10.0.0.1.PORT > 10.0.0.2.80: Flags [S], seq N, win 65535, options [mss 1460], length 0\n",
    );
    expect(stderr).toBe("reading from file /tmp/x.pcap, link-type EN10MB (Ethernet), snapshot length 262144\n");
  });

  it("decodes a question for a name and dumps bytes", () => {
    const { stdout } = capture("-n -c 1 -X udp port 53", "dig +tries=1 +time=1 @10.0.0.2 web.shop. > /dev/null");
    expect(masked(stdout)).toMatch(
      /^TIME IP 10\.0\.0\.1\.PORT > 10\.0\.0\.2\.53: \d+\+ \[1au\] A\? web\.shop\. \(49\)\n\t0x0000: {2}4500 /,
    );
  });

  it.each([
    ["port foo", "unknown port 'foo'"],
    ["host nosuch", "unknown host 'nosuch'"],
    ["tcp port", "can't parse filter expression: syntax error"],
    ["(tcp", "can't parse filter expression: syntax error"],
    ["net 10.0.0.1/8", 'non-network bits set in "10.0.0.1/8"'],
    ["port 99999", "illegal port number 99999 > 65535"],
  ])("refuses the filter %s as libpcap does", (filter, words) => {
    expect(run(twoHosts(), `tcpdump -i lo '${filter}'`, ROOT).stderr).toBe(`tcpdump: ${words}\n`);
  });
});

describe("a filter", () => {
  /** A SYN from 10.0.0.1:4000 to 10.0.0.2:80. */
  const syn = Uint8Array.from([
    ...[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0],
    ...[0x45, 0, 0, 40, 0, 1, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2],
    ...[0x0f, 0xa0, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2, 0xff, 0xff, 0, 0, 0, 0],
  ]);
  const view = viewOf(syn, syn.length, LINK.ethernet);
  const passes = (text: string) => compileFilter(text, { addresses: () => null }, LINK.ethernet)(view);

  it.each([
    "",
    "tcp",
    "ip and not udp",
    "host 10.0.0.2",
    "src host 10.0.0.1 and dst port 80",
    "port 443 or 80",
    "portrange 79-81",
    "net 10.0.0.0/24",
    "src net 10 && !icmp",
    "tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn",
    "tcp[13] & 2 != 0",
    "ip[8] = 64",
    "ether host 02:00:00:00:00:01",
    "less 60",
    "src or dst 10.0.0.2",
  ])("%s lets a SYN to port 80 pass", (text) => expect(passes(text)).toBe(true));

  it.each([
    "udp",
    "arp",
    "src port 80",
    "dst host 10.0.0.1",
    "src and dst 10.0.0.1",
    "not (tcp and port 80)",
    "tcp[tcpflags] & tcp-ack != 0",
    "greater 100",
    "broadcast",
    "vlan",
    "icmp[icmptype] == icmp-echo",
  ])("%s does not", (text) => expect(passes(text)).toBe(false));
});
