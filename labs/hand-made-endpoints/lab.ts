import { field, reaches, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

export const handMadeEndpoints = defineLab({
  slug: "hand-made-endpoints",
  version: 1,
  title: "Endpoints by hand",
  summary:
    "A Service for a machine outside the cluster has no selector, a list of addresses written by hand, and no answers.",
  objectives: [
    "Give a machine outside the cluster a Service name and a port of your choice.",
    "Name the three things that tie a hand-made EndpointSlice to its Service.",
  ],
  cluster: "docker-desktop",
  seed: 65,
  minutes: 12,
  variables: {
    service: oneOf("warehouse", "partner", "rates"),
    // Which of the things that have to fit does not.
    fault: oneOf("label", "name", "port"),
    port: wholeNumber(8001, 8999),
    portName: oneOf("http", "web", "api"),
  },
  start: { files: ["outside.yaml"], apply: ["outside.yaml", "caller.yaml"], setup: "setup.sh" },
  tasks: ({ service = "", port = "" }) => [
    {
      id: "answers",
      title: `\`http://${service}:${port}/\` is answered by the machine outside, from any Pod of any namespace`,
      weight: 4,
      checks: [
        reaches({
          id: "name-answers",
          from: "probe",
          to: `http://${service}:${port}/`,
          expect: { status: 200, body: "Example Domain" },
          lookAt: `kubectl describe service ${service}: has it endpoints, and at which port?`,
        }),
        reaches({
          id: "caller-answers",
          from: "pods/app=caller",
          to: `http://${service}:${port}/`,
          expect: { status: 200, body: "Example Domain" },
        }),
        reaches({
          id: "from-elsewhere",
          from: "probe/kube-public",
          to: `http://${service}.default.svc.cluster.local:${port}/`,
          expect: { status: 200, body: "Example Domain" },
        }),
      ],
    },
    {
      id: "still-a-service",
      title:
        "The Service is still the one that its callers were promised: a cluster address, and one port that has a name",
      weight: 1,
      checks: [
        reaches({
          id: "still-answers",
          from: "pods/app=caller",
          to: `http://${service}:${port}/`,
          expect: { status: 200, body: "Example Domain" },
        }),
        unchanged({ id: "same-address", resource: "services", name: service, path: ["spec", "clusterIP"] }),
        unchanged({ id: "same-port-name", resource: "services", name: service, path: ["spec", "ports", 0, "name"] }),
        field({
          id: "same-port",
          resource: "services",
          name: service,
          path: ["spec", "ports", 0, "port"],
          is: Number(port),
        }),
      ],
    },
  ],
});
