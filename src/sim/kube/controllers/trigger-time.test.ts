import { describe, expect, it } from "vitest";
import type { Pod, Service } from "../schema/types.ts";
import { TriggerTimes, withTriggerTime } from "./trigger-time.ts";

const service = {
  metadata: { name: "web", namespace: "default", creationTimestamp: "2026-01-01T00:00:05Z" },
} as Service;

function pod(name: string, readySince: string): Pod {
  const conditions = [{ type: "Ready", status: "True", lastTransitionTime: readySince }];
  return { metadata: { name }, status: { conditions } } as unknown as Pod;
}

describe("the trigger time of endpoints", () => {
  it("is the Service's own birth at first, then the earliest change that is new", () => {
    const times = new TriggerTimes();
    expect(times.next(service, [])).toBe("2026-01-01T00:00:05Z");
    expect(times.next(service, [pod("b", "2026-01-01T00:00:08Z"), pod("a", "2026-01-01T00:00:07Z")])).toBe(
      "2026-01-01T00:00:07Z",
    );
    expect(times.next(service, [pod("b", "2026-01-01T00:00:09Z"), pod("a", "2026-01-01T00:00:07Z")])).toBe(
      "2026-01-01T00:00:09Z",
    );
  });

  it("goes when a change falls into the second of the one before", () => {
    const times = new TriggerTimes();
    times.next(service, [pod("a", "2026-01-01T00:00:05Z")]);
    expect(times.next(service, [pod("a", "2026-01-01T00:00:05Z")])).toBeUndefined();
    const stale = { name: "web", annotations: { "endpoints.kubernetes.io/last-change-trigger-time": "x" } };
    expect(withTriggerTime(stale, undefined)).toEqual({ name: "web" });
  });
});
