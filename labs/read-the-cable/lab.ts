import { answersQuiz, eachAnswers, field } from "../../src/grade/checks/index.ts";
import { defineLab } from "../../src/grade/lab.ts";
import { letterOf, type QuizItem } from "../../src/grade/quiz/quiz-item.ts";
import { follows, oneOf, type Values } from "../../src/grade/variant/variable.ts";

const ENVELOPES = [
  {
    text: "In a UDP packet from node to node",
    why: "tcpdump on the node's eth0 shows what it is in. Look for port 8472 there.",
  },
  {
    text: "In an IP packet from node to node, with nothing in between",
    why: "tcpdump on the node's eth0 shows what it is in: two IP headers in a row would be needed for this.",
  },
  {
    text: "As it is, from Pod to Pod",
    why: "tcpdump on the node's eth0 shows what it is in. Here somebody else's addresses are around it.",
  },
];

function questions(values: Values): readonly QuizItem[] {
  const { here = "", there = "", plugin = "", device = "", envelope = "", machine = "", mtu = "" } = values;
  return [
    {
      id: "plugin",
      question: `Which program does the container runtime of ${here} start first for a new Pod?`,
      answers: [plugin],
      form: "a file name",
      why: "It is the type of the first plugin in the file in /etc/cni/net.d, and lies in /opt/cni/bin.",
    },
    {
      id: "device",
      question: `Into which device of ${here} does its kernel send packets for Pods of ${there}?`,
      answers: [device],
      form: "a device",
      why: "The route for that node's range says so.",
    },
    {
      id: "envelope",
      question: `How does a packet of a Pod travel on the cable between ${here} and ${there}?`,
      choices: ENVELOPES.map(({ text, why }, index) =>
        letterOf(index) === envelope
          ? { text, why: "As tcpdump shows it on the node's eth0.", right: true }
          : { text, why },
      ),
    },
    {
      id: "machine",
      question: `To which address on the cable is such a packet handed first? Say the machine's own address.`,
      answers: [machine],
      form: "an address",
      why: "In the envelope it is the outer destination; without one it is the next hop of the route.",
    },
    {
      id: "mtu",
      question: "How many bytes long may a packet of a Pod be in this cluster?",
      answers: [mtu],
      form: "a number",
      why: "The MTU of the Pod's eth0: 1500 less what an envelope takes.",
    },
  ];
}

export const readTheCable = defineLab({
  slug: "read-the-cable",
  version: 2,
  title: "Read the cable",
  summary: "A cluster that nobody documented. Find out from its nodes how packets get from one to the other.",
  objectives: [
    "Find out which network plugin a cluster has, from a node.",
    "Tell from routes, devices and a capture how packets get to another node.",
  ],
  cluster: ({ cni = "" }) => ({ profile: "kubeadm-flannel", cni }),
  seed: 75,
  minutes: 15,
  variables: {
    cni: oneOf("flannel", "calico", "kindnet"),
    plugin: follows("cni", { flannel: "flannel", calico: "calico", kindnet: "ptp" }),
    device: follows("cni", { flannel: "flannel.1", calico: "tunl0", kindnet: "eth0" }),
    envelope: follows("cni", { flannel: "a", calico: "b", kindnet: "c" }),
    mtu: follows("cni", { flannel: "1450", calico: "1480", kindnet: "1500" }),
    there: oneOf("node-1", "node-2"),
    here: follows("there", { "node-1": "node-2", "node-2": "node-1" }),
    machine: follows("there", { "node-1": "172.18.0.3", "node-2": "172.18.0.4" }),
    far: oneOf("far", "abroad", "beyond", "yonder", "remote", "overseas", "outpost", "distant", "away", "opposite"),
  },
  start: { files: ["near.yaml"], setup: "setup.sh" },
  quiz: questions,
  tasks: (values) => {
    const { far = "", there = "" } = values;
    return [
      {
        id: "two-ends",
        title: `A Pod \`${far}\` on ${there} answers \`near\` on port 80`,
        weight: 2,
        checks: [
          field({ id: "on-that-node", resource: "pods", name: far, path: ["spec", "nodeName"], is: there }),
          eachAnswers({ id: "near-is-answered", from: "pods/app=near", pods: `app=${far}`, port: 80, count: 1 }),
        ],
      },
      {
        id: "read",
        title: "You have read the cable",
        weight: 5,
        checks: questions(values).map((item) => answersQuiz({ id: `${item.id}-read`, item })),
      },
    ];
  },
});
