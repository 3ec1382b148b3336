/**
 * Document 004's six steps, followed event by event: a user's request for example.com through public DNS, the cloud's
 * load balancer, a node port, the Ingress controller and a Service to a Pod, and a policy that lets only this way in.
 */
import { expect, test } from "vitest";
import { Copy } from "../../src/grade/copy.ts";
import { diagnose } from "../../src/grade/diagnosis/diagnose.ts";
import type { Exchange } from "../../src/grade/explain/exchange.ts";
import { podAt } from "../../src/grade/lookup/pods.ts";
import { attempt, hostOf } from "../../src/grade/probe/attempt.ts";
import { type Origin, originOf } from "../../src/grade/probe/origin.ts";
import type { Target } from "../../src/grade/probe/target.ts";
import { StartObjects } from "../../src/grade/start-objects.ts";
import { openSession } from "../../src/shell/session.ts";
import { SOFTWARE } from "../../src/shell/software.ts";
import type { Service } from "../../src/sim/kube/schema/types.ts";

const INGRESS_NGINX =
  "https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.8.1/deploy/static/provider/cloud/deploy.yaml";
const SETUP = `set -e
kubectl apply -f ${INGRESS_NGINX} >/dev/null
kubectl wait -n ingress-nginx --for=condition=ready pod -l app.kubernetes.io/component=controller --timeout=120s
kubectl create deployment web --image=nginx --replicas=3
kubectl expose deployment web --port=80
sleep 5
kubectl create ingress web --class=nginx --rule='example.com/*=web:80'
sleep 120`;
const POLICY = `set -e
kubectl patch configmap amazon-vpc-cni -n kube-system -p '{"data":{"enable-network-policy-controller":"true"}}'
kubectl get daemonset aws-node -n kube-system -o yaml | sed 's/--enable-network-policy=false/--enable-network-policy=true/' | kubectl apply -f - 2>/dev/null
kubectl rollout status daemonset/aws-node -n kube-system --timeout=120s
kubectl apply -f - <<END
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}]
END
sleep 5`;

function must<T>(value: T | string): T {
  if (typeof value === "string") throw new Error(value);
  return value;
}

/** Each connection: where its first packet was sent from, its ends, and who its last end is. */
function told(copy: Copy, exchanges: readonly Exchange[]): string[] {
  return exchanges.map(({ protocol, from, server, backend }) => {
    const pod = podAt(copy, hostOf(backend));
    const place = from.replace(/\/eth0$/, "").replace(/-[a-z0-9]+-[a-z0-9]{5}$/, "");
    const name = pod === undefined ? "" : ` = Pod ${pod.name.replace(/-[a-z0-9]+-[a-z0-9]{5}$/, "")}`;
    return `${protocol} ${place} > ${server.replace(/^.*:/, "port ")}${name}`;
  });
}

test("one request for example.com, from public DNS to a Pod and no further than its policy lets it", () => {
  const session = openSession({ profile: "eks", seed: 4 }, SOFTWARE);
  session.cluster.trace.on = false;
  expect(session.run(SETUP)).toMatchObject({ exitCode: 0 });
  session.cluster.trace.on = true;
  const copy = new Copy(session.cluster, new StartObjects(session.cluster));
  const service = copy.get<Service>("services", "ingress-nginx", "ingress-nginx-controller");
  const hostname = service?.status?.loadBalancer?.ingress?.[0]?.hostname ?? "";
  expect(hostname).toMatch(/\.elb\.amazonaws\.com$/);

  const target: Target = { scheme: "http", host: hostname, port: 80, path: "/", site: "example.com" };
  const host: Origin = must(originOf(copy, "host"));
  const { outcome, exchanges } = attempt(copy, host, { target, timeoutSec: 30 });
  expect(outcome).toMatchObject({ kind: "answered", status: 200 });

  // 1 DNS, 2 the load balancer and its node port, 3 the controller, 4 and 5 from it straight to one of the Service's Pods.
  const ways = told(copy, exchanges).filter((line) => !line.startsWith("arp"));
  const steps = [
    /^udp host > port 53$/,
    /^tcp host > port 80$/,
    /^tcp \S+ > port 3\d{4} = Pod ingress-nginx-controller$/,
    /^tcp ingress-nginx\/ingress-nginx-controller > port 80 = Pod web$/,
  ];
  let at = -1;
  for (const step of steps) {
    const found = ways.findIndex((line, i) => i > at && step.test(line));
    expect(`${step} after ${at}: ${found > at}\n${ways.join("\n")}`).toContain(": true");
    at = found;
  }

  // 6 Only the controller's namespace is let in.
  expect(session.run(POLICY)).toMatchObject({ exitCode: 0 });
  expect(attempt(copy, host, { target, timeoutSec: 30 }).outcome).toMatchObject({ kind: "answered", status: 200 });
  const origin = must(originOf(copy, "probe"));
  const inside: Target = { scheme: "http", host: "web", port: 80, path: "/" };
  const tried = attempt(copy, origin, { target: inside, timeoutSec: 10 });
  expect(tried.outcome.kind).toBe("timed-out");
  expect(diagnose({ copy, origin, target: inside, tried })?.saw).toContain(
    "NetworkPolicy default/web isolates Pod default/web-",
  );
});
