/** The order of everything. A lesson that is written and not listed, or listed and not written, fails the build. */

export interface LessonEntry {
  readonly slug: string;
  readonly title: string;
  /** Listed so that a reader sees what will come; it has no page. */
  readonly planned?: true;
}

export interface Track {
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  readonly lessons: readonly LessonEntry[];
}

export const COURSE: readonly Track[] = [
  {
    slug: "deep-dive",
    title: "Deep dive",
    summary: "One small app on one machine, and everything that happens between a name and an answer.",
    lessons: [
      { slug: "every-pod-gets-its-own-address", title: "Every Pod gets its own address" },
      { slug: "names-instead-of-addresses", title: "Names instead of addresses" },
      { slug: "one-address-for-many-pods", title: "ClusterIP: one address for many Pods" },
      { slug: "a-port-on-every-node", title: "NodePort: a port on every node" },
      { slug: "an-address-for-the-world", title: "LoadBalancer: an address for the world" },
      { slug: "names-for-somewhere-else", title: "ExternalName: a name for somewhere else" },
      { slug: "no-address-at-all", title: "Headless: no address at all" },
      { slug: "one-door-for-many-services", title: "Ingress: one door for many Services" },
      { slug: "who-may-talk-to-whom", title: "Network policies: who may talk to whom" },
      { slug: "four-ports-and-what-they-mean", title: "Ports: four fields and what each of them does" },
      { slug: "who-plugs-in-the-cable", title: "CNI: who plugs in the cable" },
      { slug: "three-errors-everybody-meets", title: "Three errors everybody meets" },
      { slug: "what-you-can-do-now", title: "What you can do now" },
    ],
  },
  {
    slug: "microservices",
    title: "Microservices",
    summary: "users, auth, tasks and a frontend: four programs that must find one another.",
    lessons: [
      { slug: "a-first-deployment", title: "A first Deployment", planned: true },
      { slug: "two-containers-one-pod", title: "Two containers, one localhost", planned: true },
      { slug: "three-ways-to-find-a-service", title: "Three ways to find a Service", planned: true },
      { slug: "a-frontend-and-its-proxy", title: "A frontend and its reverse proxy", planned: true },
      { slug: "when-it-does-not-answer", title: "When it does not answer", planned: true },
    ],
  },
  {
    slug: "complete-guide",
    title: "Complete guide",
    summary: "Every networking object in the form in which it meets production.",
    lessons: [
      { slug: "services-in-production", title: "Services in production", planned: true },
      { slug: "ingress-in-production", title: "Ingress: paths, hosts, certificates", planned: true },
      { slug: "policies-in-production", title: "Policies: deny all, then allow", planned: true },
      { slug: "coredns-from-its-corefile", title: "CoreDNS from its Corefile", planned: true },
      { slug: "ways-in-from-outside", title: "Ways in from outside", planned: true },
      { slug: "finding-the-fault", title: "Finding the fault", planned: true },
    ],
  },
  {
    slug: "concepts",
    title: "Concepts",
    summary: "Under the hood on three nodes: veth pairs, bridges, VXLAN and the chains that kube-proxy writes.",
    lessons: [
      { slug: "a-pods-network-namespace", title: "A Pod's network namespace", planned: true },
      { slug: "an-address-on-no-interface", title: "An address on no interface", planned: true },
      { slug: "from-name-to-packet", title: "From name to packet", planned: true },
      { slug: "reading-the-chains", title: "Reading kube-proxy's chains", planned: true },
      { slug: "from-node-to-node", title: "From node to node", planned: true },
    ],
  },
  {
    slug: "the-journey",
    title: "The journey",
    summary: "One request to example.com, from public DNS to a Pod and back.",
    lessons: [{ slug: "one-request-end-to-end", title: "One request, end to end", planned: true }],
  },
];
