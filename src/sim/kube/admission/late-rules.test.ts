import { expect, test } from "vitest";
import { Clock } from "../../core/clock.ts";
import { Prng } from "../../core/prng.ts";
import { Trace } from "../../core/trace.ts";
import type { JsonObject } from "../api/objects.ts";
import { apiRequest } from "../api/request.ts";
import { ApiServer } from "../api/server.ts";
import { startControlPlane } from "../control-plane.ts";
import type { KubeEvent } from "../events.ts";
import { LATE_RULES } from "./late-rules.ts";

function given(isHere: boolean): { asked(): number; post(path: string, object: JsonObject): number } {
  const clock = new Clock(0);
  const trace = new Trace<KubeEvent>(clock);
  let asked = 0;
  const lateRules = (): typeof LATE_RULES | null => {
    asked++;
    return isHere ? LATE_RULES : null;
  };
  const api = new ApiServer({ clock, prng: new Prng(1), trace, serviceCIDRs: ["10.96.0.0/12"], lateRules });
  startControlPlane(api, { controllers: true });
  clock.runUntil(1_000_000);
  const post = (path: string, object: JsonObject): number =>
    (api.request(apiRequest("POST", path, object)) as { readonly status: number }).status;
  return { asked: () => asked, post };
}

const ROLES = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";
const ROLE = { kind: "Role", apiVersion: "rbac.authorization.k8s.io/v1", metadata: { name: "r" } };
const CONFIG_MAP = { kind: "ConfigMap", apiVersion: "v1", metadata: { name: "c" } };

test("a control plane starts, and serves what most people write, without the late rules", () => {
  const { asked, post } = given(false);
  expect(post("/api/v1/namespaces/default/configmaps", CONFIG_MAP)).toBe(201);
  expect(asked()).toBe(0);
});

test("the first object of a rarer kind brings them, once", () => {
  const { asked, post } = given(true);
  expect(post(ROLES, ROLE)).toBe(201);
  expect(post(ROLES, { ...ROLE, rules: [{}] })).toBe(422);
  expect(asked()).toBe(1);
});

test("without them such an object is not taken unchecked", () => {
  expect(given(false).post(ROLES, ROLE)).toBe(503);
});
