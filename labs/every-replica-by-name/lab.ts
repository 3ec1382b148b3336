import { eachAnswers, reaches, resolvesTo, survives } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf } from "../../src/grade/variant/variable.ts";

export const everyReplicaByName = defineLab({
  slug: "every-replica-by-name",
  version: 2,
  title: "Every replica by name",
  summary:
    "A client wants to talk to one replica in particular, and to know them all. DNS knows the one and not the other, or neither.",
  objectives: [
    "Say from which fields the name of a StatefulSet's Pod is made.",
    "Tell a Service that chooses from one that gives you all of them, and turn the one into the other.",
  ],
  cluster: "docker-desktop",
  seed: 66,
  minutes: 15,
  variables: {
    store: oneOf("db", "ledger", "queue", "journal", "vault", "cache", "broker"),
    service: oneOf("members", "peers", "nodes", "replicas", "siblings", "ring"),
    fault: oneOf("name", "address", "selector"),
  },
  start: { files: ["store.yaml"], apply: ["store.yaml"], setup: "setup.sh" },
  tasks: ({ store = "", service = "" }) => {
    const full = (pod: string): string => `${pod}.${service}.default.svc.cluster.local`;
    const byName = [0, 1, 2].map((n) =>
      reaches({
        id: `answers-${n}`,
        from: "probe",
        to: `http://${full(`${store}-${n}`)}:8000/`,
        expect: { status: 200, body: `"${store}-${n}"` },
        lookAt: `serviceName of StatefulSet ${store}, and the selector of Service ${service}`,
      }),
    );
    const givesAll = resolvesTo({
      id: "gives-all",
      from: "probe",
      name: service,
      to: { pods: `app=${store}` },
      lookAt: `the CLUSTER-IP and the endpoints of Service ${service}`,
    });
    return [
      {
        id: "one-by-one",
        title: `Each of the three answers at its own name, such as \`http://${store}-1.${service}:8000/\`, and \`${service}\` gives the addresses of all three`,
        weight: 4,
        checks: [
          ...byName,
          givesAll,
          resolvesTo({
            id: "one-is-one",
            from: "probe",
            name: full(`${store}-2`),
            to: { pods: `statefulset.kubernetes.io/pod-name=${store}-2` },
          }),
          eachAnswers({ id: "all-well", from: "probe", pods: `app=${store}`, port: 8000, count: 3 }),
        ],
      },
      {
        id: "stays-so",
        title: "Both are still true when every Pod has been replaced",
        weight: 2,
        checks: [
          survives({ id: "all-survive", deletePods: `app=${store}`, still: givesAll }),
          survives({
            id: "one-survives",
            deletePods: `app=${store}`,
            still: byName[1] as (typeof byName)[number],
          }),
        ],
      },
    ];
  },
});
