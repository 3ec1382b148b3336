import { expect, test } from "vitest";
import type { NetworkPolicy, Service } from "../../sim/kube/schema/types.ts";
import { type Manifested, manifestLine } from "./manifest-line.ts";

const TEXT = `# of the shop
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
    - port: 443
      nodePort: 30443
`;
const APPLIED = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { annotations: {}, name: "web", namespace: "default" },
  spec: {
    ports: [
      { name: "http", port: 80, targetPort: "http" },
      { port: 443, nodePort: 30443 },
    ],
    selector: { app: "web" },
    type: "NodePort",
  },
};
const SERVICE = {
  ...APPLIED,
  metadata: {
    ...APPLIED.metadata,
    annotations: { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(APPLIED) },
  },
} as unknown as Service;

function line(object: Manifested, rule: string, files = [{ path: "web.yaml", text: TEXT }]): string {
  const found = manifestLine(object, { rule, type: "rule-matched", sentence: "" }, files);
  return `${found.source}:${found.line} ${found.text}`;
}

test("each sort of rule has its own line", () => {
  expect(line(SERVICE, "-A KUBE-SERVICES -d 10.96.1.2/32 -p tcp --dport 80 -j KUBE-SVC-X")).toBe(
    "web.yaml:12 port: 80",
  );
  expect(line(SERVICE, "-A KUBE-NODEPORTS -p tcp -m tcp --dport 30443 -j KUBE-EXT-X")).toBe(
    "web.yaml:15 nodePort: 30443",
  );
  expect(line(SERVICE, "-A KUBE-SEP-X -p tcp -j DNAT --to-destination 10.1.0.7:8000")).toBe(
    "web.yaml:13 targetPort: http",
  );
  expect(line(SERVICE, "-A KUBE-SVC-X -m statistic --mode random -j KUBE-SEP-X")).toBe("web.yaml:9 app: web");
});

test("a file that says something else by now is not what was applied", () => {
  const changed = [{ path: "web.yaml", text: TEXT.replace("port: 80", "port: 81") }];
  expect(line(SERVICE, "--dport 80", changed)).toMatch(/^as it was last applied:\d+ .*port: 80$/);
  expect(line(SERVICE, "--dport 80", [{ path: "broken.yaml", text: "a: [" }])).toMatch(/^as it was last applied:/);
});

test("a field that was patched since is told as the object has it now", () => {
  const patched = { ...SERVICE, spec: { ...SERVICE.spec, selector: { app: "nope" } } } as Service;
  expect(line(patched, '-m comment --comment "default/web has no endpoints" -j REJECT')).toMatch(
    /^changed since it was applied:\d+ app: nope$/,
  );
});

test("what nobody applied is shown as the API server has it", () => {
  const made = { ...SERVICE, metadata: { name: "web", namespace: "default" } } as Service;
  expect(line(made, "--dport 80")).toMatch(/^as the API server has it:\d+ .*port: 80$/);
});

test("a policy that drops does so by isolating, one that accepts by the port that it names", () => {
  const policy = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "deny", namespace: "default" },
    spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{ ports: [{ port: 80 }, { port: 443 }] }] },
  } as unknown as NetworkPolicy;
  const dropped = manifestLine(policy, { rule: "-j DROP", type: "dropped", sentence: "" }, []);
  expect(dropped.text).toBe("policyTypes:");
  expect(line(policy, "-p tcp --dport 443 -j ACCEPT")).toMatch(/- port: 443$/);
});
