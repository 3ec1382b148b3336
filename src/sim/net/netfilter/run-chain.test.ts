import { describe, expect, test } from "vitest";
import { World } from "../testing/world.ts";
import { createRule } from "./rule.ts";
import { TableError } from "./table.ts";

/** Which rules of the filter table matched one SYN to outside, by chain. */
function walk(...rules: readonly string[]): readonly string[] {
  const world = new World();
  world.rules(...rules.map((rule) => `-t filter ${rule}`));
  world.serve(world.outside, 80);
  world.ask(world.left, "172.18.0.9", 80);
  const syn = world.events("sent")[0]?.packetId;
  return world
    .events("rule-matched")
    .filter(({ packetId }) => packetId === syn)
    .map(({ rule }) => rule);
}

describe("the walk", () => {
  test("RETURN goes on after the jump; a goto does not come back", () => {
    expect(
      walk(
        "-A INNER -j RETURN",
        "-A OUTER -j INNER",
        "-A OUTER -g INNER",
        "-A OUTER -j DROP",
        "-A FORWARD -j OUTER",
        "-A FORWARD -j ACCEPT",
      ),
    ).toEqual([
      "-A FORWARD -j OUTER",
      "-A OUTER -j INNER",
      "-A INNER -j RETURN",
      "-A OUTER -g INNER",
      "-A INNER -j RETURN",
      "-A FORWARD -j ACCEPT",
    ]);
  });

  test("a rule without a target counts and goes on", () => {
    expect(walk("-A FORWARD -p tcp", "-A FORWARD -j ACCEPT")).toEqual(["-A FORWARD -p tcp", "-A FORWARD -j ACCEPT"]);
  });

  test("a mark is set, seen and masked", () => {
    expect(
      walk(
        "-A FORWARD -j MARK --set-xmark 0x4001/0x4001",
        "-A FORWARD -m mark --mark 0x4000/0x4000 -j MARK --set-xmark 0x4000/0x0",
        "-A FORWARD -m mark --mark 0x4000/0x4000 -j DROP",
        "-A FORWARD -m mark --mark 0x1 -j ACCEPT",
      ),
    ).toEqual([
      "-A FORWARD -j MARK --set-xmark 0x4001/0x4001",
      "-A FORWARD -m mark --mark 0x4000/0x4000 -j MARK --set-xmark 0x4000/0x0",
      "-A FORWARD -m mark --mark 0x1 -j ACCEPT",
    ]);
  });

  test("interfaces match by name and by its beginning", () => {
    expect(walk("-A FORWARD -i eth0 -j DROP", "-A FORWARD -i br+ -o eth0 -j ACCEPT")).toEqual([
      "-A FORWARD -i br+ -o eth0 -j ACCEPT",
    ]);
  });
});

describe("chance", () => {
  test("statistic random takes its share, and nth exactly its own", () => {
    const world = new World();
    const count = (rule: string): number => {
      world.host.netfilter.table("nat").flushChain("PREROUTING");
      world.rules(rule, "-A PREROUTING -j RETURN");
      for (let i = 0; i < 3_000; i++) world.left.sockets.openIcmp().sendEcho({ to: 0xac120009, seq: i, size: 0 });
      world.settle(10_000);
      return world.host.netfilter.table("nat").chain("PREROUTING")?.rules[0]?.packets ?? 0;
    };
    world.ask(world.left, "172.18.0.9", 80);
    world.trace.on = false;
    const share = count("-A PREROUTING -m statistic --mode random --probability 0.33333333349 -j ACCEPT");
    expect(Math.abs(share - 1_000)).toBeLessThan(90);
    expect(count("-A PREROUTING -m statistic --mode nth --every 3 --packet 0 -j ACCEPT")).toBe(1_000);
  });
});

describe("session affinity by -m recent", () => {
  const rules = [
    "-A ONE -p tcp -m recent --set --name ONE --rsource -j DNAT --to-destination 10.1.0.3:8000",
    "-A TWO -p tcp -m recent --set --name TWO --rsource -j DNAT --to-destination 172.18.0.9:8000",
    "-A SVC -m recent --rcheck --seconds 100 --reap --name ONE --rsource -j ONE",
    "-A SVC -m recent --rcheck --seconds 100 --reap --name TWO --rsource -j TWO",
    "-A SVC -m statistic --mode random --probability 0.5 -j ONE",
    "-A SVC -j TWO",
    "-A PREROUTING -d 10.96.0.10/32 -j SVC",
  ];

  test("a client stays where it was until it has been away for that long", () => {
    const world = new World();
    world.rules(...rules);
    world.serve(world.right, 8000);
    world.serve(world.outside, 8000);
    const servers = new Set(Array.from({ length: 12 }, () => world.ask(world.left, "10.96.0.10", 80)));
    expect(servers.size).toBe(1);
    const later = new Set<string>();
    for (let i = 0; i < 12; i++) {
      world.settle(101_000_000);
      later.add(world.ask(world.left, "10.96.0.10", 80));
    }
    expect(later.size).toBe(2);
  });
});

describe("writing tables", () => {
  test("a restore that names an unknown chain changes nothing", () => {
    const world = new World();
    world.rules("-t filter -A FORWARD -j DROP");
    const jump = createRule({ target: { kind: "jump", chain: "NOWHERE" } });
    const write = (): void =>
      world.host.netfilter.restore("filter", [{ name: "FORWARD", rules: [jump] }], { noflush: true });
    expect(write).toThrow(TableError);
    expect(world.host.netfilter.table("filter").chain("FORWARD")?.rules).toHaveLength(1);
  });

  test("with noflush only the chains that are named are replaced, and counters stay with their rule", () => {
    const world = new World();
    world.rules("-t filter -A KEEP -j RETURN", "-t filter -A FORWARD -j KEEP");
    world.ask(world.left, "172.18.0.9", 80);
    const table = world.host.netfilter.table("filter");
    const counted = table.chain("FORWARD")?.rules[0]?.packets;
    table.restore([{ name: "NEW", rules: [] }], { noflush: true });
    expect(table.chains().map(({ name }) => name)).toEqual(["INPUT", "FORWARD", "OUTPUT", "KEEP", "NEW"]);
    expect(table.chain("FORWARD")?.rules[0]?.packets).toBe(counted);
    table.restore([]);
    expect(table.chains().map(({ name }) => name)).toEqual(["INPUT", "FORWARD", "OUTPUT"]);
  });

  test("a chain that is used or full cannot be deleted", () => {
    const world = new World();
    world.rules("-t filter -A USED -j RETURN", "-t filter -A FORWARD -j USED");
    const table = world.host.netfilter.table("filter");
    expect(() => table.deleteChain("USED")).toThrow("chain-not-empty");
    table.flushChain("USED");
    expect(() => table.deleteChain("USED")).toThrow("chain-in-use");
  });

  test("NAT targets are refused outside the nat table", () => {
    const world = new World();
    expect(() => world.rules("-t filter -A FORWARD -j MASQUERADE")).toThrow("target-not-here");
  });
});
