import { balancesOver, field, reaches } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { oneOf, wholeNumber } from "../../src/grade/variant/variable.ts";

/** What the network team has given away: the eight addresses from .8 to .15. */
const rangeOf = (net: string): string[] => [8, 9, 10, 11, 12, 13, 14, 15].map((last) => `172.18.${net}.${last}`);

export const stillPending = defineLab({
  slug: "still-pending",
  version: 1,
  title: "Still pending",
  summary:
    "MetalLB is installed, and still nobody gets through. One half of it was forgotten, or done for another network.",
  objectives: [
    "Tell an address that was not given from one that was given and is not announced.",
    "Give Services addresses out of a range that is yours, and one of them a particular address.",
  ],
  cluster: "kubeadm-flannel",
  seed: 63,
  minutes: 20,
  variables: {
    app: oneOf("shop", "portal", "tickets"),
    other: oneOf("status", "docs", "blog"),
    fault: oneOf("outside", "silent", "empty"),
    net: wholeNumber(40, 250),
    last: wholeNumber(10, 14),
  },
  start: { files: ["metallb.yaml", "services.yaml"], apply: ["apps.yaml", "services.yaml"], setup: "setup.sh" },
  tasks: ({ app = "", other = "", net = "", last = "" }) => {
    const address = `172.18.${net}.${last}`;
    const expect = { status: 200, body: "Hello from fastapi-k8s!" };
    const given = ["status", "loadBalancer", "ingress", 0, "ip"];
    return [
      {
        id: "at-its-address",
        title: `\`http://${address}/\` answers on your machine, and both Pods of \`${app}\` take their share`,
        weight: 4,
        checks: [
          field({
            id: "has-it",
            resource: "services",
            name: app,
            path: given,
            is: address,
            lookAt: `the events of Service ${app}, and the pools that MetalLB has`,
          }),
          reaches({
            id: "answers",
            from: "host",
            to: `http://${address}/`,
            expect,
            lookAt: `who announces ${address}: ip neigh, and the events of Service ${app}`,
          }),
          balancesOver({
            id: "both-answer",
            from: "host",
            to: `http://${address}/`,
            pods: `app=${app}`,
            count: 2,
            lookAt: `who announces ${address}: ip neigh, and the events of Service ${app}`,
          }),
        ],
      },
      {
        id: "the-others",
        title: `\`${other}\` has an address as well, and one out of the range that is yours`,
        weight: 2,
        checks: [
          field({
            id: "other-has-one",
            resource: "services",
            name: other,
            path: given,
            oneOf: rangeOf(net),
            lookAt: `the events of Service ${other}, and the pools that MetalLB has`,
          }),
          // An address out of the range may be there from the start: it counts only together with an answer.
          reaches({ id: "still-answers", from: "host", to: `http://${address}/`, expect }),
          reaches({ id: "other-inside", from: "probe", to: `http://${other}/`, expect }),
        ],
      },
    ];
  },
});
