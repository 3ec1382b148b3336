import { beforeEach, expect, test } from "vitest";
import { Clock } from "../../core/clock.ts";
import { ip } from "../../core/ip.ts";
import { createPacket, UDP } from "../packet.ts";
import { RecentLists } from "./recent.ts";
import type { RecentMatch } from "./rule.ts";

let clock: Clock;
let lists: RecentLists;
beforeEach(() => {
  clock = new Clock();
  lists = new RecentLists(clock);
});

function asks(mode: RecentMatch["mode"], fields: Partial<RecentMatch> = {}, src = "10.0.0.1", ttl = 64): boolean {
  const transport = { kind: "udp", srcPort: 40000, dstPort: 53, data: new Uint8Array() } as const;
  const packet = createPacket({ id: 1, src: ip(src), dst: ip("10.0.0.9"), protocol: UDP, transport, ttl });
  const context = { hook: "INPUT", inDevice: null, outDevice: null } as const;
  return lists.matches({ kind: "recent", mode, name: "L", side: "rsource", ...fields }, packet, context);
}

test("an address is known once it was set, and no more once it was removed", () => {
  expect(asks("rcheck")).toBe(false);
  expect(asks("rcheck", { negate: true })).toBe(true);
  expect(asks("set")).toBe(true);
  expect(asks("rcheck")).toBe(true);
  expect(asks("rcheck", {}, "10.0.0.2")).toBe(false);
  expect(asks("remove")).toBe(true);
  expect(asks("remove")).toBe(false);
});

test("seconds and hits count back from now; only update counts what it has met", () => {
  asks("set");
  expect(asks("rcheck", { hitcount: 2 })).toBe(false);
  asks("update");
  expect(asks("rcheck", { hitcount: 2 })).toBe(true);
  clock.runUntil(11_000_000);
  expect(asks("update", { seconds: 10 })).toBe(false);
  expect(lists.list("L")?.get(ip("10.0.0.1"))?.times).toHaveLength(2);
});

test("a packet with another time to live comes from somebody else", () => {
  asks("set");
  expect(asks("rcheck", { ttl: true })).toBe(true);
  expect(asks("rcheck", { ttl: true }, "10.0.0.1", 63)).toBe(false);
  expect(asks("rcheck", {}, "10.0.0.1", 63)).toBe(true);
});

test("a mask makes one of a network's addresses", () => {
  asks("set", { maskBits: 24 });
  expect(asks("rcheck", { maskBits: 24 }, "10.0.0.77")).toBe(true);
  expect(asks("rcheck", { maskBits: 24 }, "10.0.1.1")).toBe(false);
});

test("the 101st address takes the place of the oldest", () => {
  for (let i = 1; i <= 101; i++) asks("set", {}, `10.0.0.${i}`);
  expect(asks("rcheck", {}, "10.0.0.1")).toBe(false);
  expect(asks("rcheck", {}, "10.0.0.101")).toBe(true);
});
