import { reaches, talksTo, timesOut, unchanged } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

const METRICS = 9090;

export const theWallWithoutDns = defineLab({
  slug: "the-wall-without-dns",
  version: 1,
  title: "The wall without DNS",
  summary: "Nothing may leave a namespace any more, and a program that calls one Service cannot even ask for its name.",
  objectives: [
    "Tell from an error whether a wall stands before the name or before the connection.",
    "Admit DNS, all of it and nothing but it, by labels that exist.",
    "Restrict what a Pod may reach to one Service's Pods and one port.",
  ],
  cluster: { profile: "kubeadm-calico", nodes: 2 },
  seed: 73,
  minutes: 20,
  variables: {
    home: oneOf("shop", "office", "plant"),
    data: oneOf("data", "records", "archive"),
    api: oneOf("prices", "customers", "invoices"),
    port: wholeNumber(7000, 7079),
  },
  start: { apply: ["data.yaml", "worker.yaml", "wall.yaml"], setup: "setup.sh" },
  tasks: ({ home = "", data = "", api = "", port = "" }) => {
    const from = `pods/${home}/app=worker`;
    const talks = talksTo({
      id: "worker-talks",
      from: "app=worker",
      namespace: home,
      to: `app=${api}`,
      toNamespace: data,
      withinSec: 12,
      lookAt: "what kubectl logs says that failed: the name, or the connection",
    });
    return [
      {
        id: "worker-works",
        title: `\`worker\` gets its answers from \`http://${api}.${data}/\``,
        weight: 3,
        checks: [
          talks,
          reaches({ id: "long-answers-too", from, to: "kube-dns.kube-system:53" }),
          unchanged({ id: "wall-stands", resource: "networkpolicies", namespace: home, name: "nothing-leaves" }),
          unchanged({ id: "worker-untouched", resource: "deployments", namespace: home }),
          unchanged({ id: "data-untouched", resource: "services", namespace: data }),
        ],
      },
      {
        id: "nothing-else",
        title: "And nothing else gets out",
        weight: 3,
        checks: [
          reaches({ id: "still-works", from, to: `http://${api}.${data}/` }),
          timesOut({ id: "not-the-vault", from, to: `vault.${data}:${port}`, timeoutSec: 3 }),
          timesOut({ id: "not-the-metrics", from, to: `${api}.${data}:${METRICS}`, timeoutSec: 3 }),
          timesOut({ id: "not-the-attic", from, to: `${api}.attic:${port}`, timeoutSec: 3 }),
          timesOut({ id: "no-other-dns", from, to: `resolver.${data}:53`, timeoutSec: 3 }),
          timesOut({ id: "not-all-of-coredns", from, to: "kube-dns.kube-system:9153", timeoutSec: 3 }),
          timesOut({ id: "nobody-else", from: `pods/${home}/app=batch`, to: `http://${api}.${data}/`, timeoutSec: 3 }),
        ],
      },
    ];
  },
});
