import { expect, test } from "vitest";
import { givenControlPlane } from "../testing/given-control-plane.ts";
import { EventAllowance } from "./event-allowance.ts";
import type { Mutable } from "./objects.ts";

const EVENTS = "/api/v1/namespaces/default/events";
const PODS = "/api/v1/namespaces/default/pods";

test("twenty-five at once, one more every five minutes, for each object", () => {
  const allowance = new EventAllowance();
  const taken = (nowMs: number, times: number): number =>
    Array.from({ length: times }, () => allowance.take("web", nowMs)).filter(Boolean).length;
  expect(taken(0, 30)).toBe(25);
  expect(allowance.take("db", 0)).toBe(true);
  expect(taken(299_999, 1)).toBe(0);
  expect(taken(300_000, 2)).toBe(1);
  expect(taken(1_200_000, 9)).toBe(3);
});

test("what was not told is counted by what is told next", () => {
  const plane = givenControlPlane();
  const spec = { containers: [{ name: "app", image: "nginx" }] };
  plane.send("POST", PODS, { apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec });
  const client = plane.api.client("kubelet");
  const pod = client.get("pods", "default", "web");
  if (pod === undefined) throw new Error("no Pod");
  const tell = (reason: string): void =>
    client.event(pod, { type: "Warning", reason, message: reason, host: "node-1" });
  const told = (reason: string): Mutable =>
    (plane.send("GET", EVENTS).body as Mutable).items.find((event: Mutable) => event.reason === reason);
  for (let i = 0; i < 40; i++) tell("BackOff");
  expect(told("BackOff").count).toBe(25);
  tell("Failed");
  expect(told("Failed")).toBeUndefined();
  const since = "2026-11-20T10:29:01Z";
  plane.run(600);
  tell("BackOff");
  tell("Failed");
  expect(told("BackOff")).toMatchObject({ count: 41, firstTimestamp: since });
  expect(told("Failed")).toMatchObject({ count: 2, firstTimestamp: since, lastTimestamp: "2026-11-20T10:39:01Z" });
});
