/**
 * A small real cluster for the tests of checks: the course's application behind a Service, Services that are wrong in
 * one way each, and a Pod that calls the application by itself.
 */
import { SOFTWARE } from "../../shell/software.ts";
import { createCluster } from "../../sim/cluster.ts";
import type { KubeObject } from "../../sim/kube/api/objects.ts";
import type { Check, Verdict } from "../check.ts";
import { Copy } from "../copy.ts";
import { StartObjects } from "../start-objects.ts";

const APP = { app: "fastapi-k8s" };

export const given = {
  /** `web` answers, `typo` selects nobody, `wrong-port` sends to a port where nobody listens. */
  services(): Copy {
    const copy = newCopy();
    copy.api.create("deployments", deployment());
    copy.api.create("services", service("web", APP, 8000));
    copy.api.create("services", service("typo", { app: "fastapi" }, 8000));
    copy.api.create("services", service("wrong-port", APP, 9999));
    copy.cluster.settle();
    return copy;
  },

  /** The same, and a Pod that asks the Service of that name for an answer every few seconds. */
  caller(of: string): Copy {
    const copy = given.services();
    copy.api.create("pods", caller(of));
    copy.cluster.settle();
    return copy;
  },
};

export function verdictOf(copy: Copy, check: Check): Verdict {
  if (check.problems.length > 0) throw new Error(JSON.stringify(check.problems));
  return check.run(copy);
}

function newCopy(): Copy {
  const cluster = createCluster({ profile: "docker-desktop", seed: 1 }, SOFTWARE);
  return new Copy(cluster, new StartObjects(cluster));
}

function deployment(): KubeObject {
  const container = {
    name: "app",
    image: "fastapi-k8s:latest",
    imagePullPolicy: "Never",
    ports: [{ containerPort: 8000 }],
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "fastapi-k8s", namespace: "default" },
    spec: {
      replicas: 2,
      selector: { matchLabels: APP },
      template: { metadata: { labels: APP }, spec: { containers: [container] } },
    },
  };
}

function service(name: string, selector: Record<string, string>, targetPort: number): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "default" },
    spec: { selector, ports: [{ port: 80, targetPort }] },
  };
}

function caller(of: string): KubeObject {
  const script = `while true; do wget -qO- -T 2 http://${of}/; sleep 3; done`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "caller", namespace: "default", labels: { app: "caller" } },
    spec: { containers: [{ name: "caller", image: "busybox:1.37", command: ["sh", "-c", script] }] },
  };
}
