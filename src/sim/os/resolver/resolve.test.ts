import { describe, expect, it } from "vitest";
import { Clock } from "../../core/clock.ts";
import { formatIp } from "../../core/ip.ts";
import { Prng } from "../../core/prng.ts";
import { Task, type TaskEnd } from "../../core/task.ts";
import { Trace } from "../../core/trace.ts";
import type { NetEvent } from "../../net/events.ts";
import { Network } from "../../net/network.ts";
import { Machine } from "../machine.ts";
import { DirectoryNode } from "../vfs/node.ts";
import { Vfs } from "../vfs/vfs.ts";
import { parseResolvConf } from "./resolv-conf.ts";
import { parseNumeric, type Resolved, ResolveError, resolve } from "./resolve.ts";
import { startNameServer } from "./testing/name-server.ts";

function machineWith(files: Readonly<Record<string, string>>): Machine {
  const clock = new Clock();
  const prng = new Prng(1);
  const fs = new Vfs(new DirectoryNode(), () => 0);
  fs.makeDirectory("/etc");
  fs.makeDirectory("/lib");
  for (const [path, text] of Object.entries(files)) fs.writeFile(path, text);
  const network = new Network({ clock, prng, trace: new Trace<NetEvent>(clock) }).createNamespace({ name: "box" });
  return new Machine({ name: "box", hostname: "box", clock, prng, fs, network, programs: new Map() });
}

function lookUp(machine: Machine, name: string): Resolved | string {
  let end: TaskEnd<Resolved> = "killed";
  new Task(machine.clock, resolve(machine, name), (result) => {
    end = result;
  });
  machine.clock.runUntil(machine.clock.nowUs + 100_000_000);
  const result = end as TaskEnd<Resolved>;
  if (result !== "killed" && "value" in result) return result.value;
  if (result !== "killed" && result.error instanceof ResolveError) return result.error.message;
  throw new Error("neither an answer nor an error of the resolver");
}

const POD = "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 127.0.0.1\noptions ndots:5\n";

describe("a name is looked up as the C library does it", () => {
  it("in /etc/hosts before DNS", () => {
    const machine = machineWith({ "/etc/hosts": "10.0.0.7 web.local web # ours\n", "/etc/resolv.conf": POD });
    const found = lookUp(machine, "WEB");
    expect(found).toMatchObject({ canonicalName: "web.local", addresses: [0x0a00_0007] });
  });

  it("in each domain of the search list, then as it is", () => {
    const machine = machineWith({ "/etc/resolv.conf": POD });
    startNameServer(machine, ["web.shop.svc.cluster.local A 10.96.0.121", "example.com A 93.184.215.14"]);
    expect(lookUp(machine, "web.shop")).toMatchObject({ canonicalName: "web.shop.svc.cluster.local" });
    expect(lookUp(machine, "example.com")).toMatchObject({ canonicalName: "example.com" });
  });

  it("through aliases to where they lead", () => {
    const machine = machineWith({ "/etc/resolv.conf": POD });
    startNameServer(machine, ["ext.default.svc.cluster.local CNAME db.example.com", "db.example.com A 203.0.113.10"]);
    expect(lookUp(machine, "ext")).toMatchObject({
      canonicalName: "db.example.com",
      aliases: ["ext.default.svc.cluster.local"],
    });
  });

  it("and fails in the library's words: no such name, no server, no address", () => {
    const machine = machineWith({ "/etc/resolv.conf": POD });
    expect(lookUp(machine, "nope")).toBe("Temporary failure in name resolution");
    startNameServer(machine, ["text.default.svc.cluster.local TXT hello", "broken SERVFAIL"]);
    expect(lookUp(machine, "nope")).toBe("Name or service not known");
    expect(lookUp(machine, "text")).toBe("No address associated with hostname");
    expect(lookUp(machine, "broken")).toBe("Temporary failure in name resolution");
  });

  it("in musl's words where musl is", () => {
    const machine = machineWith({ "/etc/resolv.conf": POD, "/lib/ld-musl-x86_64.so.1": "" });
    startNameServer(machine, []);
    expect(lookUp(machine, "nope")).toBe("Name does not resolve");
  });

  it("waits 5 s twice for a server that says nothing", () => {
    const machine = machineWith({ "/etc/resolv.conf": "nameserver 127.0.0.1\n" });
    machine.network.sockets.bindUdp({ ip: 0x7f00_0001, port: 53 });
    let endedAtUs = -1;
    new Task(machine.clock, resolve(machine, "x"), () => {
      endedAtUs = machine.clock.nowUs;
    });
    machine.clock.runUntil(60_000_000);
    expect(endedAtUs).toBe(10_000_000);
  });
});

describe("glibc and musl have different habits", () => {
  const MUSL = "musl libc (x86_64)\nVersion 1.2.5\n";
  const OLD_MUSL = "musl libc (x86_64)\nVersion 1.1.12\n";
  const loader = "/lib/ld-musl-x86_64.so.1";
  const conf = "search default.svc.cluster.local\nnameserver 127.0.0.2\nnameserver 127.0.0.1\noptions ndots:2\n";

  /** Addresses that were found, and how long that took. */
  function timed(machine: Machine, name: string): [unknown, number] {
    const startUs = machine.clock.nowUs;
    const end = { found: undefined as unknown, atUs: 0 };
    new Task(machine.clock, resolve(machine, name), (how) => {
      end.found = how !== "killed" && "value" in how ? how.value.addresses.map(formatIp) : "failed";
      end.atUs = machine.clock.nowUs;
    });
    machine.clock.runUntil(startUs + 100_000_000);
    return [end.found, (end.atUs - startUs) / 1e6];
  }

  it("of two servers of which the first is silent, glibc waits for it and musl does not", () => {
    const answers: Record<string, [unknown, number]> = {};
    const machines: Record<string, Record<string, string>> = { glibc: {}, musl: { [loader]: MUSL } };
    for (const [libc, files] of Object.entries(machines)) {
      const machine = machineWith({ "/etc/resolv.conf": conf, ...files });
      machine.network.sockets.bindUdp({ ip: 0x7f00_0002, port: 53 });
      startNameServer(machine, ["web.default.svc.cluster.local A 10.96.0.9"]);
      answers[libc] = timed(machine, "web");
    }
    expect(answers.glibc).toEqual([["10.96.0.9"], expect.closeTo(5, 2)]);
    expect(answers.musl).toEqual([["10.96.0.9"], expect.closeTo(0, 2)]);
  });

  it("a refusal ends glibc's waiting at once; musl does not hear of it", () => {
    const glibc = machineWith({ "/etc/resolv.conf": "nameserver 127.0.0.1\n" });
    const musl = machineWith({ "/etc/resolv.conf": "nameserver 127.0.0.1\n", [loader]: MUSL });
    expect(timed(glibc, "web")).toEqual(["failed", expect.closeTo(0, 2)]);
    expect(timed(musl, "web")).toEqual(["failed", 5]);
  });

  it("musl before 1.1.13 has no search list", () => {
    const machine = machineWith({ "/etc/resolv.conf": conf, [loader]: OLD_MUSL });
    startNameServer(machine, ["web.default.svc.cluster.local A 10.96.0.9"]);
    expect(lookUp(machine, "web")).toBe("Name does not resolve");
  });

  it("a name with as many dots as ndots is tried alone by musl, and first by glibc", () => {
    const zone = ["a.b.c.default.svc.cluster.local A 10.96.0.9"];
    const musl = machineWith({ "/etc/resolv.conf": conf, [loader]: MUSL });
    startNameServer(musl, zone);
    expect(lookUp(musl, "a.b.c")).toBe("Name does not resolve");
    const glibc = machineWith({ "/etc/resolv.conf": conf.replace("nameserver 127.0.0.2\n", "") });
    startNameServer(glibc, zone);
    expect(lookUp(glibc, "a.b.c")).toMatchObject({ addresses: [0x0a60_0009] });
  });

  it("options of resolv.conf: TCP from the start finds nobody where only UDP is served", () => {
    const machine = machineWith({ "/etc/resolv.conf": "nameserver 127.0.0.1\noptions use-vc\n" });
    startNameServer(machine, ["web A 10.96.0.9"]);
    expect(lookUp(machine, "web")).toBe("Temporary failure in name resolution");
  });
});

it("numbers need no looking up, in every way of writing them", () => {
  expect(
    ["10.0.0.1", "127.1", "0x7f000001", "1.2.3.4.5", "256.1.1.1", "web"]
      .map((text) => parseNumeric(text))
      .map((ip) => (ip === null ? null : formatIp(ip))),
  ).toEqual(["10.0.0.1", "127.0.0.1", "127.0.0.1", null, null, null]);
});

it("resolv.conf gives servers, search list and options, with the library's limits", () => {
  expect(
    parseResolvConf(
      "# c\nnameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3\nnameserver 10.0.0.4\nsearch a b.\noptions ndots:99 timeout:2 attempts:1\n",
    ),
  ).toEqual({
    nameservers: [0x0a00_0001, 0x0a00_0002, 0x0a00_0003],
    search: ["a", "b"],
    ndots: 15,
    timeoutSec: 2,
    attempts: 1,
    rotate: false,
    singleRequest: false,
    singleRequestReopen: false,
    useVc: false,
    trustAd: false,
    edns0: false,
  });
});
