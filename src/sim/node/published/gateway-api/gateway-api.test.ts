import { expect, test } from "vitest";
import { checked, fillDefaults, type Schema } from "../../../kube/kinds/custom/structural-schema.ts";
import { gatewayApiDefinitions, gatewayApiFiles } from "./gateway-api.ts";

const schemaOf = (kind: string): Schema => {
  const found = gatewayApiDefinitions("v1.4.0").find(
    ({ spec }) => (spec as { names: { kind: string } }).names.kind === kind,
  );
  const { versions } = (found as { spec: unknown }).spec as { versions: { schema: { openAPIV3Schema: Schema } }[] };
  return versions[0]?.schema.openAPIV3Schema as Schema;
};

test("every release is published where documents say it is", () => {
  const urls = gatewayApiFiles.map(({ url }) => url);
  expect(urls).toContain(
    "https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.2.0/standard-install.yaml",
  );
  expect(gatewayApiFiles[0]?.text()).toContain("gateway.networking.k8s.io/bundle-version: v1.1.0");
});

test("a Gateway waits for its controller, and lets in routes of its own namespace", () => {
  const gateway = { spec: { gatewayClassName: "a", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] } };
  const draft = structuredClone(gateway) as Record<string, unknown>;
  fillDefaults(schemaOf("Gateway"), draft);
  expect(draft).toMatchObject({
    spec: { listeners: [{ allowedRoutes: { namespaces: { from: "Same" } } }] },
    status: { conditions: [{ type: "Accepted", reason: "Pending" }, { type: "Programmed" }] },
  });
  expect(checked(schemaOf("Gateway"), draft as never, "")).toEqual([]);
});

const ROUTES = [
  [
    "a weight that is too large",
    { rules: [{ backendRefs: [{ name: "a", weight: 2e6 }] }] },
    "weight in body should be",
  ],
  ["a filter of no known type", { rules: [{ filters: [{ type: "Magic" }] }] }, "Unsupported value"],
  ["a host with an underscore", { hostnames: ["a_b.example.com"] }, "spec.hostnames[0] in body should match"],
  ["a backend without a name", { rules: [{ backendRefs: [{ port: 80 }] }] }, "spec.rules[0].backendRefs[0].name"],
] as const;

test.each(ROUTES)("an HTTPRoute with %s is refused", (_what, spec, words) => {
  const errors = checked(schemaOf("HTTPRoute"), { spec } as never, "");
  expect(JSON.stringify(errors)).toContain(words);
});
