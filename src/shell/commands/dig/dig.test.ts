import { describe, expect, it } from "vitest";
import { startNameServer } from "../../../sim/os/resolver/testing/name-server.ts";
import { given, run } from "../../testing/given.ts";

const ZONE = [
  "web.shop.svc.cluster.local A 10.96.0.10",
  "_http._tcp.web.shop.svc.cluster.local SRV 0 100 80 web.shop.svc.cluster.local",
  "10.0.96.10.in-addr.arpa PTR web.shop.svc.cluster.local",
  "alias.example CNAME web.shop.svc.cluster.local",
  "broken.example SERVFAIL",
];
const RESOLV = "search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 127.0.0.1\noptions ndots:5\n";

function machine() {
  const made = given.machine({ files: { "/etc/resolv.conf": RESOLV } });
  startNameServer(made, ZONE);
  return made;
}

describe("dig", () => {
  it.each([
    ["dig +short web.shop.svc.cluster.local", "10.96.0.10\n"],
    ["dig +short web", ""],
    ["dig +short +search web", "10.96.0.10\n"],
    ["dig +short -x 10.96.0.10", "web.shop.svc.cluster.local.\n"],
    ["dig +short SRV _http._tcp.web.shop.svc.cluster.local", "0 100 80 web.shop.svc.cluster.local.\n"],
    ["dig +noall +answer web.shop.svc.cluster.local", "web.shop.svc.cluster.local. 30\tIN\tA\t10.96.0.10\n"],
    ["dig +short alias.example", "web.shop.svc.cluster.local.\n10.96.0.10\n"],
  ])("%s", (script, stdout) => expect(run(machine(), script)).toMatchObject({ stdout, exitCode: 0 }));

  it("shows the status, and what EDNS and the server were", () => {
    const { stdout } = run(machine(), "dig nope.shop.svc.cluster.local");
    expect(stdout).toContain("status: NXDOMAIN");
    expect(stdout).toContain(";; SERVER: 127.0.0.1#53(127.0.0.1) (UDP)\n");
  });

  it("waits, and says in the end that nobody could be reached", () => {
    const made = given.machine({ files: { "/etc/resolv.conf": "nameserver 127.0.0.1\n" } });
    const { stdout, exitCode } = run(made, "dig +tries=1 +time=1 x.example");
    expect(stdout).toContain(";; communications error to 127.0.0.1#53: connection refused\n");
    expect(stdout).toContain(";; no servers could be reached\n");
    expect(exitCode).toBe(9);
  });

  it("prints YAML", () => {
    const { stdout } = run(machine(), "dig +yaml web.shop.svc.cluster.local");
    expect(stdout).toContain("      ANSWER_SECTION:\n        - 'web.shop.svc.cluster.local. 30 IN A 10.96.0.10'\n");
    expect(stdout.startsWith("- type: MESSAGE\n  message:\n    type: AUTH_RESPONSE\n")).toBe(true);
  });
});

describe("host and nslookup", () => {
  it.each([
    ["host web", "web.shop.svc.cluster.local has address 10.96.0.10\n", 0],
    ["host 10.96.0.10", "10.0.96.10.in-addr.arpa domain name pointer web.shop.svc.cluster.local.\n", 0],
    ["host nope", "Host nope not found: 3(NXDOMAIN)\n", 1],
  ])("%s", (script, stdout, exitCode) => expect(run(machine(), script)).toMatchObject({ stdout, exitCode }));

  it("nslookup tries the search list, and says that the server does no recursion", () => {
    const { stdout } = run(machine(), "nslookup web");
    expect(stdout).toBe(
      ";; Got recursion not available from 127.0.0.1\nServer:\t\t127.0.0.1\nAddress:\t127.0.0.1#53\n\nName:\tweb.shop.svc.cluster.local\nAddress: 10.96.0.10\n;; Got recursion not available from 127.0.0.1\n\n",
    );
  });

  it("getent follows /etc/hosts before it asks", () => {
    const made = given.machine({ files: { "/etc/hosts": "10.1.2.3 db db.local\n", "/etc/resolv.conf": RESOLV } });
    expect(run(made, "getent hosts db").stdout).toBe("10.1.2.3        db db.local\n");
    expect(run(made, "getent hosts nope; echo $?").stdout).toBe("2\n");
  });
});
