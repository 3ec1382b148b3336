/** Who can ask whom, who answers, and whom the answer's sender sees: every row in every world that it is about. */
import { beforeAll, describe, expect, test } from "vitest";
import { formatIp } from "../../src/sim/core/ip.ts";
import { WORLDS, type World } from "./combinations.ts";
import { FlowWorld, type Seen } from "./flow-world.ts";
import { ROWS } from "./rows.ts";

const ROW = /^(\S+) asks (\S+):(\d+)( over UDP)?: (?:(a web Pod|pod\/\S+) answers and sees (.+)|(is .+))$/;
const FAILURES: Readonly<Record<string, string>> = {
  "is refused": "refused",
  "is dropped": "dropped",
  "is told that it is unreachable": "unreachable",
};

describe.each(WORLDS)("$title:", (world) => {
  const given = {} as { flow: FlowWorld };
  beforeAll(() => {
    given.flow = new FlowWorld(world);
  });

  test.each(ROWS.filter((row) => row.holdsIn(world)))("$says", ({ says }) => {
    const [, from = "", to = "", port = "", udp, pod, whom, failure] = ROW.exec(says) ?? [];
    const { flow } = given;
    const seen = flow.send(from, flow.addressOf(to), Number(port), udp !== undefined);
    if (failure !== undefined) return expect(seen).toEqual({ outcome: FAILURES[failure] });
    const servers = pod === "a web Pod" ? ["pod/one", "pod/two"] : [pod as string];
    const target = udp === undefined ? 8080 : 8081;
    expect(seen.outcome).toBe("answered");
    expect(servers.map((server) => `${flow.addressOf(server)}:${target}`)).toContain(seen.at);
    expect(seen.from).toBe(addressSeen(flow, world, { whom: whom as string, seen }));
  });
});

test("the rows are sentences, and there are more than 300 of them in all worlds", () => {
  expect(ROWS.filter(({ says }) => !ROW.test(says)).map(({ says }) => says)).toEqual([]);
  const tried = WORLDS.flatMap((world) => ROWS.filter((row) => row.holdsIn(world)));
  expect(tried.length).toBeGreaterThan(300);
});

function addressSeen(flow: FlowWorld, world: World, { whom, seen }: { whom: string; seen: Seen }): string {
  const node = /^(node\/[AB])'s side$/.exec(whom)?.[1];
  if (node === undefined) return flow.addressOf(whom);
  const home = flow.nodeOf(seen.at?.split(":")[0] ?? "");
  const pattern = home === flow.node(node).name ? world.near : world.far;
  const device = [...flow.node(node).machine.network.devices.values()].find(({ name }) => pattern.test(name));
  return formatIp(device?.addresses[0]?.ip ?? 0);
}
