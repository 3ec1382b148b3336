import { describe, expect, it } from "vitest";
import { DnsWorld } from "./testing/dns-world.ts";

const block = (...lines: string[]): string =>
  `.:53 {\n  errors\n  ready\n  health\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const KUBERNETES = "kubernetes cluster.local in-addr.arpa {\n    pods insecure\n    ttl 30\n  }";

describe("CoreDNS starts, reloads and ends as its log says", () => {
  it("shows its configuration's checksum and says nothing while all is well", () => {
    const dns = new DnsWorld();
    expect(dns.log()).toEqual([
      ".:53",
      expect.stringMatching(/^\[INFO\] plugin\/reload: Running configuration SHA512 = 1b226df7/),
    ]);
  });

  it("takes a changed Corefile within a minute or two, and keeps the old one when the new one is broken", () => {
    const dns = new DnsWorld(block(KUBERNETES, "reload 10s 0s"));
    dns.configure(block("hosts {\n    192.0.2.7 printer.lan\n  }", "reload 10s 0s"));
    dns.pass(120);
    expect(dns.log().slice(2)).toEqual([
      "[INFO] Reloading",
      expect.stringContaining("[INFO] plugin/reload: Running configuration SHA512 = "),
      "[INFO] Reloading complete",
    ]);
    expect(dns.ask("printer.lan").answers).toEqual(["printer.lan. 3600 IN A 192.0.2.7"]);
    dns.configure(block("cache 0"));
    dns.pass(120);
    const words = "plugin/cache: cache TTL can not be zero or negative: 0";
    expect(dns.log().slice(5)).toEqual([
      "[INFO] Reloading",
      `[ERROR] Restart failed: ${words}`,
      `[ERROR] plugin/reload: Corefile changed but reload failed: ${words}`,
    ]);
    expect(dns.ask("printer.lan").rcode).toBe("NOERROR");
  });

  it("does not start at all with a broken Corefile, and its Pod waits in CrashLoopBackOff", () => {
    const dns = new DnsWorld(block("kubernetes cluster.local {\n    pods maybe\n  }"));
    dns.pass(30);
    expect(dns.log()).toEqual([
      "plugin/kubernetes: wrong value for pods: maybe,  must be one of: disabled, verified, insecure",
    ]);
    expect(dns.dnsPods()[0]?.status?.containerStatuses?.[0]?.state).toMatchObject({
      waiting: { reason: "CrashLoopBackOff" },
    });
  });

  it("ends when what it forwards comes back to it", () => {
    const dns = new DnsWorld(block("loop", "forward . 127.0.0.1"));
    dns.pass(10);
    expect(dns.log().at(-1)).toMatch(
      /^\[FATAL\] plugin\/loop: Loop \(127\.0\.0\.1:\d+ -> :53\) detected for zone "\.", see https:\/\/coredns\.io\/plugins\/loop#troubleshooting\. Query: "HINFO \d+\.\d+\."$/,
    );
  });

  it("answers on for as long as it is a lame duck", () => {
    const dns = new DnsWorld(
      block(KUBERNETES, "log", "reload").replace("  health\n", "  health {\n    lameduck 8s\n  }\n"),
    );
    const [pod] = dns.dnsPods();
    dns.world.api.client("test").delete("pods", { namespace: "kube-system", name: pod?.metadata.name ?? "" });
    dns.pass(3);
    const dying = dns.dnsPods().find(({ metadata }) => metadata.deletionTimestamp !== undefined);
    expect(dying?.metadata.name).toBe(pod?.metadata.name);
    expect(dns.ask("kubernetes.default.svc.cluster.local").rcode).toBe("NOERROR");
    expect(dns.log()).toContain("[INFO] plugin/health: Going into lameduck mode for 8s");
    dns.pass(6);
    expect(dns.dnsPods().some(({ metadata }) => metadata.name === pod?.metadata.name)).toBe(false);
  });
});

describe("each plugin does what its page says", () => {
  it("server blocks have zones and ports of their own; a name of no zone is refused", () => {
    const dns = new DnsWorld(
      "cluster.local:53 {\n  kubernetes\n  errors\n}\nlan:53 {\n  hosts {\n    10.9.8.7 a.lan\n  }\n  errors\n}\n",
    );
    expect(dns.ask("kubernetes.default.svc.cluster.local").answers).toHaveLength(1);
    expect(dns.ask("a.lan").answers).toEqual(["a.lan. 3600 IN A 10.9.8.7"]);
    expect(dns.ask("b.lan").rcode).toBe("SERVFAIL");
    expect(dns.ask("example.com").rcode).toBe("REFUSED");
    expect(dns.log()).toContain("cluster.local.:53");
  });

  it("forward: a server that does not answer is SERVFAIL for the client and a line for the operator", () => {
    const dns = new DnsWorld(block("forward . 203.0.113.200 {\n    policy sequential\n  }"));
    expect(dns.ask("example.com").rcode).toBe("SERVFAIL");
    expect(dns.log().at(-1)).toMatch(
      /^\[ERROR\] plugin\/errors: 2 example\.com\. A: read udp 10\.1\.[\d.]+:\d+->203\.0\.113\.200:53: i\/o timeout$/,
    );
  });

  it("forward: a server that is well is asked instead of one that is not, except for names that stay here", () => {
    const dns = new DnsWorld(
      block("forward . 203.0.113.200 203.0.113.53 {\n    policy sequential\n    except example.org\n  }"),
    );
    expect(dns.ask("example.com").answers).toEqual(["example.com. 300 IN A 93.184.215.14"]);
    dns.pass(10);
    const startUs = dns.world.clock.nowUs;
    expect(dns.ask("www.example.com").rcode).toBe("NOERROR");
    expect(dns.world.clock.nowUs - startUs).toBeLessThan(1_000_000);
    expect(dns.ask("example.org").rcode).toBe("SERVFAIL");
    expect(dns.log().at(-1)).toBe("[ERROR] plugin/errors: 2 example.org. A: plugin/forward: no next plugin found");
  });

  it("cache: what comes from it is younger by the second, and authoritative", () => {
    const dns = new DnsWorld(block("cache 60", "forward . /etc/resolv.conf"));
    expect(dns.ask("example.com")).toMatchObject({
      answers: ["example.com. 60 IN A 93.184.215.14"],
      message: { authoritative: false, recursionAvailable: true },
    });
    dns.pass(20);
    expect(dns.ask("example.com")).toMatchObject({
      answers: ["example.com. 40 IN A 93.184.215.14"],
      message: { authoritative: true },
    });
  });

  it("cache: a stale answer is better than none", () => {
    const dns = new DnsWorld(block("cache 5 {\n    serve_stale 1h\n  }", "forward . /etc/resolv.conf"));
    dns.ask("example.com");
    dns.pass(60);
    expect(dns.ask("example.com").answers).toEqual(["example.com. 0 IN A 93.184.215.14"]);
    dns.pass(1);
    expect(dns.ask("example.com").answers[0]).toMatch(/^example\.com\. [45] /);
  });

  it("hosts: names, the way back, and whoever comes next for the rest", () => {
    const dns = new DnsWorld(
      block(
        "hosts {\n    192.0.2.7 printer.lan printer\n    ttl 60\n    fallthrough\n  }",
        "forward . /etc/resolv.conf",
      ),
    );
    expect(dns.ask("printer").answers).toEqual(["printer. 60 IN A 192.0.2.7"]);
    expect(dns.ask("printer.lan", "AAAA")).toMatchObject({ rcode: "NOERROR", answers: [] });
    expect(dns.ask("7.2.0.192.in-addr.arpa", "PTR").answers).toEqual([
      "7.2.0.192.in-addr.arpa. 60 IN PTR printer.lan.",
      "7.2.0.192.in-addr.arpa. 60 IN PTR printer.",
    ]);
    expect(dns.ask("example.com").answers).toHaveLength(1);
  });

  it("rewrite: another name is asked for, and the answer comes under the first", () => {
    const dns = new DnsWorld(
      block(
        "rewrite continue ttl exact api.lan. 7",
        "rewrite name exact api.lan kubernetes.default.svc.cluster.local",
        "rewrite stop {\n    name regex (.*)\\.([^.]*)\\.corp {1}.{2}.svc.cluster.local\n    answer auto\n  }",
        "rewrite name suffix .inside. .svc.cluster.local. answer auto",
        "rewrite name prefix x- y-",
        KUBERNETES,
      ),
    );
    expect(dns.ask("api.lan").answers).toEqual(["api.lan. 7 IN A 10.96.0.1"]);
    expect(dns.ask("kubernetes.default.corp").answers).toEqual(["kubernetes.default.corp. 30 IN A 10.96.0.1"]);
    expect(dns.ask("kubernetes.default.inside").answers).toEqual(["kubernetes.default.inside. 30 IN A 10.96.0.1"]);
  });

  it("log: a line for each query of its class, in the format that it is given", () => {
    const dns = new DnsWorld(block('log . "{name} {type} {rcode} {>rflags}" {\n    class denial\n  }', KUBERNETES));
    dns.ask("kubernetes.default.svc.cluster.local");
    dns.ask("nope.default.svc.cluster.local");
    expect(dns.log().slice(1)).toEqual(["[INFO] nope.default.svc.cluster.local. A NXDOMAIN qr,aa,rd"]);
  });

  it("template: an answer made from the question", () => {
    const dns = new DnsWorld(
      block(
        'template IN A ip.lan {\n    match ^ip-(?P<a>\\d+)-(?P<b>\\d+)[.]ip[.]lan[.]$\n    answer "{{ .Name }} 60 IN A 10.0.{{ .Group.a }}.{{ .Group.b }}"\n    fallthrough\n  }',
        "template IN ANY lan {\n    rcode NXDOMAIN\n  }",
      ),
    );
    expect(dns.ask("ip-3-4.ip.lan").answers).toEqual(["ip-3-4.ip.lan. 60 IN A 10.0.3.4"]);
    expect(dns.ask("other.lan").rcode).toBe("NXDOMAIN");
  });

  it("kubernetes: a large answer is cut over UDP and whole over TCP", () => {
    const dns = new DnsWorld(block(KUBERNETES));
    const addresses = Array.from({ length: 60 }, (_, i) => `10.7.0.${i + 1}`);
    dns.make("services", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "many", namespace: "default" },
      spec: { clusterIP: "None", ports: [{ port: 80 }] },
    });
    dns.make("endpointslices", {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "many-1", namespace: "default", labels: { "kubernetes.io/service-name": "many" } },
      addressType: "IPv4",
      ports: [{ name: "", port: 80, protocol: "TCP" }],
      endpoints: addresses.map((address) => ({ addresses: [address] })),
    });
    const name = "many.default.svc.cluster.local";
    expect(dns.ask(name).message.truncated).toBe(true);
    expect(dns.ask(name, "A", { udpSize: 4096 })).toMatchObject({ message: { truncated: false } });
    expect(dns.ask(name, "A", { tcp: true }).answers).toHaveLength(60);
  });

  it("what is not simulated is said so, and what does not exist is unknown", () => {
    const dns = new DnsWorld(block("autopath @kubernetes"));
    dns.pass(20);
    expect(dns.log()).toEqual(["plugin/autopath: this plugin is not simulated here"]);
  });
});
