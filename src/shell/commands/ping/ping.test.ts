import { describe, expect, it } from "vitest";
import { createVeth } from "../../../sim/net/link/veth.ts";
import { startNameServer } from "../../../sim/os/resolver/testing/name-server.ts";
import { given, runProgram } from "../../testing/given.ts";
import { tool } from "../failure.ts";
import { ping } from "./ping.ts";

const RESOLV =
  "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 127.0.0.1\noptions ndots:5\n";

/** Two hosts on one cable: 10.0.0.1 pings, 10.0.0.2 answers. */
function twoHosts() {
  const machine = given.machine({ files: { "/etc/resolv.conf": RESOLV } });
  const { network } = machine;
  const far = network.network.createNamespace({ name: "far" });
  const { a, b } = createVeth({ a: { namespace: network, name: "eth0" }, b: { namespace: far, name: "eth0" } });
  network.addAddress(a, "10.0.0.1/24");
  far.addAddress(b, "10.0.0.2/24");
  return { machine, far };
}

function run(machine: ReturnType<typeof given.machine>, ...argv: string[]) {
  return runProgram(machine, tool(ping), { argv: ["ping", ...argv] });
}

describe("ping", () => {
  it("counts replies and says how long they took", () => {
    const { machine } = twoHosts();
    const { stdout, stderr, exitCode } = run(machine, "-c", "2", "10.0.0.2");
    expect(stdout.replace(/\d+\.\d{3}/g, "T")).toBe(
      "PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.\n" +
        "64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=T ms\n64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=T ms\n\n" +
        "--- 10.0.0.2 ping statistics ---\n2 packets transmitted, 2 received, 0% packet loss, time 1000ms\nrtt min/avg/max/mdev = T/T/T/T ms\n",
    );
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  });

  it("waits ten seconds for an answer that never comes, or as long as -W says", () => {
    const { machine, far } = twoHosts();
    far.sysctls.icmpEchoIgnoreAll = true;
    const startUs = machine.clock.nowUs;
    expect(run(machine, "-c1", "10.0.0.2").exitCode).toBe(1);
    expect(machine.clock.nowUs - startUs).toBe(10_000_000);
    const { stdout } = run(machine, "-c1", "-W", "1", "10.0.0.2");
    expect(stdout).toContain("1 packets transmitted, 0 received, 100% packet loss, time 0ms\n\n");
    expect(machine.clock.nowUs - startUs).toBe(11_000_000);
  });

  it("says who could not reach whom when nobody answers for the address", () => {
    const { machine } = twoHosts();
    const { stdout, exitCode } = run(machine, "-c", "1", "10.0.0.9");
    expect(stdout).toContain("From 10.0.0.1 icmp_seq=1 Destination Host Unreachable\n");
    expect(stdout).toContain("1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms\n");
    expect(exitCode).toBe(1);
  });

  it("looks a name up through the search list and names whoever answers", () => {
    const { machine } = twoHosts();
    startNameServer(machine, [
      "web.default.svc.cluster.local A 10.0.0.2",
      "2.0.0.10.in-addr.arpa PTR web.default.svc.cluster.local",
    ]);
    const { stdout } = run(machine, "-c1", "web");
    expect(stdout).toContain("PING web.default.svc.cluster.local (10.0.0.2) 56(84) bytes of data.\n");
    expect(stdout).toContain("64 bytes from web.default.svc.cluster.local (10.0.0.2): icmp_seq=1 ttl=64");
  });

  it("prefers ::1 where the hosts file names it, in the words that it has for IPv6", () => {
    const machine = given.machine({ files: { "/etc/hosts": "127.0.0.1 localhost\n::1 localhost ip6-localhost\n" } });
    expect(run(machine, "-c1", "localhost").stdout).toMatch(
      /^PING localhost\(localhost \(::1\)\) 56 data bytes\n64 bytes from localhost \(::1\): icmp_seq=1 ttl=64 time=/,
    );
    expect(run(machine, "-c1", "::1").stdout).toMatch(/^PING ::1\(::1\) 56 data bytes\n64 bytes from ::1: icmp_seq=1 /);
    expect(run(machine, "-4", "-c1", "localhost").stdout).toMatch(/^PING localhost \(127\.0\.0\.1\) 56\(84\) bytes of/);
    expect(run(machine, "-6", "127.0.0.1").stderr).toBe("ping: 127.0.0.1: Address family for hostname not supported\n");
    expect(run(machine, "fd00::1").stderr).toBe("ping: connect: Network is unreachable\n");
  });

  it("refuses what the real one refuses, in its words", () => {
    const { machine } = twoHosts();
    startNameServer(machine, []);
    expect(run(machine, "nope")).toEqual({
      stdout: "",
      stderr: "ping: nope: Name or service not known\n",
      exitCode: 2,
    });
    expect(run(machine)).toEqual({
      stdout: "",
      stderr: "ping: usage error: Destination address required\n",
      exitCode: 1,
    });
    expect(run(machine, "-c", "0", "10.0.0.2").stderr).toBe(
      "ping: invalid argument: '0': out of range: 1 <= value <= 9223372036854775807\n",
    );
    expect(run(machine, "10.9.9.9").stderr).toBe("ping: connect: Network is unreachable\n");
    expect(run(machine, "-z").stderr.split("\n")[0]).toBe("ping: invalid option -- 'z'");
  });

  it("prints its account when Ctrl-C ends it", () => {
    const { machine } = twoHosts();
    const parts: string[] = [];
    const stream = {
      ...machine.open("/dev/null", "read").stream,
      tryWrite: (data: Uint8Array) => parts.push(String.fromCharCode(...data)) && data.length,
    };
    const file = machine.open("/dev/null", "read");
    Object.assign(file, { stream });
    const process = machine.start(tool(ping), { argv: ["ping", "10.0.0.2"], fds: new Map([[1, file]]) });
    machine.clock.runUntil(machine.clock.nowUs + 2_500_000);
    process.signal("INT");
    machine.clock.runUntil(machine.clock.nowUs + 1000);
    expect(parts.join("")).toContain(
      "\n--- 10.0.0.2 ping statistics ---\n3 packets transmitted, 3 received, 0% packet loss, time 2000ms\n",
    );
    expect(process.exit?.code).toBe(0);
  });
});
