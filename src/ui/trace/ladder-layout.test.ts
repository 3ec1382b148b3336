import { expect, test } from "vitest";
import type { LegView } from "../worker/trace/trace-protocol.ts";
import { laneAt, laneName, legText, purposeOf } from "./ladder-layout.ts";

const LANES = ["Pod/default/client", "Node/kind-worker", "Pod/shop/web-1"];
const LEG: LegView = {
  packetId: 4,
  atUs: 10,
  seq: 3,
  from: 0,
  to: 1,
  headers: "tcp 10.1.0.9:41234 > 10.96.0.1:80 SYN",
  isRewritten: false,
  end: "passes",
  ending: "",
};

test("lanes stand in the middle of their share", () => {
  expect([0, 1, 2, 3].map((lane) => laneAt(lane, 4))).toEqual([12.5, 37.5, 62.5, 87.5]);
});

test("places are called as people call them", () => {
  expect(["Host", "Internet", ...LANES].map(laneName)).toEqual([
    "your machine",
    "outside",
    "client",
    "node kind-worker",
    "shop/web-1",
  ]);
});

test("what a packet is for is what follows its addresses", () => {
  expect(["tcp a:1 > b:2 ACK, 120 bytes", "icmp a > b echo request 3", "udp a:1 > b:53"].map(purposeOf)).toEqual([
    "ACK, 120 bytes",
    "echo request 3",
    "UDP",
  ]);
});

test("an arrow says in words what it shows", () => {
  expect(legText(LEG, LANES)).toBe("client to node kind-worker: tcp 10.1.0.9:41234 > 10.96.0.1:80 SYN");
  expect(legText({ ...LEG, from: 1, end: "dropped", ending: "a rule dropped it" }, LANES)).toBe(
    "at node kind-worker: tcp 10.1.0.9:41234 > 10.96.0.1:80 SYN, dropped: a rule dropped it",
  );
});
