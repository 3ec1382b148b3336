import { expect, test } from "vitest";
import type { HeaderRecord } from "../../sim/net/events.ts";
import { ladderOf } from "./ladder.ts";
import { packetsOf } from "./packet-story.ts";
import type { Traced } from "./traced.ts";

const asked: HeaderRecord = {
  src: "10.1.0.9",
  srcPort: 40000,
  dst: "10.96.0.20",
  dstPort: 80,
  protocol: "tcp",
  flags: "SYN",
  ttl: 64,
  length: 40,
  dataLength: 0,
};
const after = { ...asked, dst: "10.1.0.7", dstPort: 8000 };
const EVENTS = [
  { type: "sent", where: "default/a/eth0", packetId: 1, headers: asked },
  { type: "rewritten", where: "node-1", packetId: 1, before: asked, after, by: "DNAT" },
  { type: "delivered", where: "default/b", packetId: 1, to: "tcp 10.1.0.7:8000", headers: after },
  { type: "sent", where: "default/a/eth0", packetId: 2, headers: asked },
  { type: "dropped", where: "default/a/eth0", packetId: 2, reason: "no-route", headers: asked },
].map((event, seq) => ({ ...event, seq, atUs: 10 * seq }) as unknown as Traced);

/** Without the device. */
const placeOf = (where: string): string => where.replace(/\/eth0$/, "");

test("a packet is an arrow from place to place, and what did not leave its place is one that goes nowhere", () => {
  const { lanes, legs } = ladderOf({ packets: packetsOf(EVENTS) }, placeOf);
  expect(lanes).toEqual(["default/a", "node-1", "default/b"]);
  expect(legs.map(({ packetId, from, to, end, isRewritten }) => [packetId, from, to, end, isRewritten])).toEqual([
    [1, 0, 1, "passes", false],
    [1, 1, 2, "delivered", true],
    [2, 0, 0, "dropped", false],
  ]);
  expect(legs[1]?.headers).toBe("tcp 10.1.0.9:40000 > 10.1.0.7:8000 SYN");
  expect(legs[2]?.ending).toContain("ends here");
});
