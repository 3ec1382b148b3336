/**
 * What must hold, a sentence a row:
 *
 *   WHO asks WHAT: POD answers and sees WHOM
 *   WHO asks WHAT: is refused | is dropped | is told that it is unreachable
 *
 * WHO and WHOM are `pod/NAME`, `node/A`, `node/B` or `host`; WHAT is a Pod, a Service or an address with a port,
 * `over UDP` where it is that. `node/A's side` is the address that the node has towards the Pod that answered.
 */
import type { World } from "./combinations.ts";
import { BALANCER_IP, EXTERNAL_IP, FENCED_IP, LOCAL_BALANCER_IP } from "./objects.ts";

export interface Row {
  readonly says: string;
  holdsIn(world: World): boolean;
}

const always = (): boolean => true;
const byKubeProxy = ({ services }: World): boolean => services !== "ebpf";
const byEbpf = ({ services }: World): boolean => services === "ebpf";
const enforced = ({ enforcesPolicies }: World): boolean => enforcesPolicies;
const ignored = ({ enforcesPolicies }: World): boolean => !enforcesPolicies;
const mode =
  (...modes: World["services"][]) =>
  ({ services }: World): boolean =>
    modes.includes(services);
const cni =
  (...names: World["cni"][]) =>
  ({ cni }: World): boolean =>
    names.includes(cni);
const not =
  (rule: Row["holdsIn"]) =>
  (world: World): boolean =>
    !rule(world);
const all =
  (...rules: Row["holdsIn"][]) =>
  (world: World): boolean =>
    rules.every((rule) => rule(world));

const oneNode = cni("docker-desktop");
/** Where nobody but the test gives load balancers addresses, and the host shares the nodes' network. */
const onPremises = not(cni("docker-desktop", "aws-vpc"));
const reachesNodes = not(cni("aws-vpc"));

const rows = (holdsIn: Row["holdsIn"], text: string): Row[] =>
  text
    .trim()
    .split("\n")
    .map((line) => ({ says: line.trim(), holdsIn }));

export const ROWS: readonly Row[] = [
  ...rows(
    always,
    `
    pod/client asks pod/one:8080: pod/one answers and sees pod/client
    pod/client asks pod/two:8080: pod/two answers and sees pod/client
    pod/far asks pod/one:8080: pod/one answers and sees pod/far
    pod/far asks pod/two:8080: pod/two answers and sees pod/far
    pod/client asks pod/two:8081 over UDP: pod/two answers and sees pod/client
    node/A asks pod/one:8080: pod/one answers and sees node/A's side
    node/A asks pod/two:8080: pod/two answers and sees node/A's side
    node/B asks pod/one:8080: pod/one answers and sees node/B's side
    host asks pod/one:8080: is dropped
    pod/client asks service/web:80: a web Pod answers and sees pod/client
    pod/far asks service/web:80: a web Pod answers and sees pod/far
    node/A asks service/web:80: a web Pod answers and sees node/A's side
    node/B asks service/web:80: a web Pod answers and sees node/B's side
    pod/open-house asks service/web:80: a web Pod answers and sees node/A's side
    pod/client asks service/web-udp:81 over UDP: a web Pod answers and sees pod/client
    pod/far asks service/web-udp:81 over UDP: a web Pod answers and sees pod/far
    node/A asks service/web-udp:81 over UDP: a web Pod answers and sees node/A's side
    pod/client asks service/sticky:80: a web Pod answers and sees pod/client
    pod/far asks service/sticky:80: a web Pod answers and sees pod/far
    pod/client asks service/inside:80: pod/one answers and sees pod/client
    node/A asks service/inside:80: pod/one answers and sees node/A's side
    pod/client asks node/A:30082: pod/one answers and sees pod/client
    pod/far asks node/B:30082: pod/one answers and sees pod/far
    pod/guarded/friend asks pod/guarded/vault:8080: pod/guarded/vault answers and sees pod/guarded/friend
    pod/guarded/friend asks service/guarded/vault:80: pod/guarded/vault answers and sees pod/guarded/friend
    node/A asks pod/guarded/vault:8080: pod/guarded/vault answers and sees node/A's side
    pod/open-house asks pod/guarded/vault:8080: pod/guarded/vault answers and sees node/A's side
    `,
  ),
  ...rows(
    byKubeProxy,
    `
    pod/one asks service/self:80: pod/one answers and sees node/A's side
    pod/client asks ${EXTERNAL_IP}:80: a web Pod answers and sees node/A's side
    pod/far asks ${EXTERNAL_IP}:80: a web Pod answers and sees node/B's side
    pod/client asks node/A:30080: a web Pod answers and sees node/A's side
    pod/client asks node/A:30081 over UDP: a web Pod answers and sees node/A's side
    pod/client asks node/A:30083: is refused
    pod/client asks service/empty:80: is refused
    node/A asks service/empty:80: is refused
    `,
  ),
  ...rows(
    byEbpf,
    `
    pod/one asks service/self:80: pod/one answers and sees pod/one
    pod/client asks ${EXTERNAL_IP}:80: a web Pod answers and sees pod/client
    pod/client asks node/A:30080: a web Pod answers and sees pod/client
    pod/client asks service/empty:80: is told that it is unreachable
    pod/far asks service/inside:80: is told that it is unreachable
    pod/far asks node/A:30082: pod/one answers and sees pod/far
    `,
  ),
  ...rows(all(mode("iptables", "nftables"), not(oneNode)), "pod/far asks service/inside:80: is dropped"),
  ...rows(mode("ipvs"), "pod/far asks service/inside:80: is refused"),
  ...rows(oneNode, "pod/far asks service/inside:80: pod/one answers and sees pod/far"),
  ...rows(mode("iptables", "ebpf"), "pod/client asks service/web:99: is dropped"),
  ...rows(mode("nftables", "ipvs"), "pod/client asks service/web:99: is refused"),
  ...rows(
    all(onPremises, byKubeProxy),
    `
    pod/client asks ${BALANCER_IP}:80: a web Pod answers and sees node/A's side
    pod/far asks ${BALANCER_IP}:80: a web Pod answers and sees node/B's side
    pod/far asks node/A:30082: pod/one answers and sees node/B
    node/B asks node/A:30082: pod/one answers and sees node/B
    host asks node/A:30080: a web Pod answers and sees node/A's side
    host asks node/B:30080: a web Pod answers and sees node/B's side
    host asks node/A:30081 over UDP: a web Pod answers and sees node/A's side
    `,
  ),
  ...rows(
    all(onPremises, byKubeProxy),
    `
    pod/client asks ${LOCAL_BALANCER_IP}:80: pod/one answers and sees pod/client
    pod/far asks ${LOCAL_BALANCER_IP}:80: pod/one answers and sees pod/far
    `,
  ),
  ...rows(all(onPremises, mode("iptables", "nftables")), `pod/client asks ${FENCED_IP}:80: is dropped`),
  ...rows(
    all(onPremises, mode("iptables", "nftables")),
    `
    pod/client asks node/B:30082: is dropped
    host asks node/B:30082: is dropped
    `,
  ),
  // Without an endpoint of its own, ipvs takes those of others; the answer finds the way back only where it was masqueraded.
  ...rows(all(cni("flannel"), mode("ipvs")), "host asks node/B:30082: pod/one answers and sees node/B's side"),
  ...rows(all(cni("kindnet", "calico"), mode("ipvs")), "host asks node/B:30082: is dropped"),
  ...rows(
    reachesNodes,
    `
    host asks node/A:30082: pod/one answers and sees host
    host asks node/A:30083: is refused
    `,
  ),
  ...rows(
    cni("aws-vpc"),
    `
    host asks node/A:30080: is dropped
    pod/far asks node/A:30082: pod/one answers and sees pod/far
    node/B asks node/A:30082: pod/one answers and sees node/B
    pod/client asks node/B:30082: is dropped
    `,
  ),
  ...rows(
    enforced,
    `
    pod/client asks pod/guarded/vault:8080: is dropped
    pod/far asks pod/guarded/vault:8080: is dropped
    pod/client asks service/guarded/vault:80: is dropped
    pod/guarded/friend asks pod/guarded/vault:8081 over UDP: is dropped
    pod/guarded/stranger asks pod/guarded/vault:8080: is dropped
    pod/guarded/stranger asks service/web:80: is dropped
    pod/guarded/stranger asks pod/one:8080: is dropped
    node/B asks pod/guarded/vault:8080: is dropped
    `,
  ),
  ...rows(all(enforced, not(all(cni("calico"), mode("ipvs")))), "pod/client asks service/guarded/vault:80: is dropped"),
  ...rows(
    ignored,
    `
    pod/client asks pod/guarded/vault:8080: pod/guarded/vault answers and sees pod/client
    pod/client asks service/guarded/vault:80: pod/guarded/vault answers and sees pod/client
    pod/guarded/friend asks pod/guarded/vault:8081 over UDP: pod/guarded/vault answers and sees pod/guarded/friend
    pod/guarded/stranger asks pod/guarded/vault:8080: pod/guarded/vault answers and sees pod/guarded/stranger
    pod/guarded/stranger asks service/web:80: a web Pod answers and sees pod/guarded/stranger
    node/B asks pod/guarded/vault:8080: pod/guarded/vault answers and sees node/B's side
    `,
  ),
];
