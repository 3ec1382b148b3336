/**
 * cilium-agent on one node: watches Services, Pods and policies and writes what they mean into the maps of the datapath.
 * While it is stopped the programs go on with the maps as they are.
 *
 * Models: cilium daemon/cmd/daemon.go, pkg/k8s/watchers, pkg/endpointmanager
 * SIMPLIFIED: endpoints are regenerated a fixed moment after a change; identities are known everywhere at once.
 */
import type { Timer } from "../../../core/clock.ts";
import { formatIp, type Ip, ip, parseIp } from "../../../core/ip.ts";
import type { Prng } from "../../../core/prng.ts";
import type { Change } from "../../../kube/api/client.ts";
import type { EndpointSlice, Namespace, Pod, Service } from "../../../kube/schema/types.ts";
import type { PolicyBook } from "../../policy/policy-book.ts";
import { podIPsOf } from "../../policy/policy-pod.ts";
import { ServiceTable } from "../../proxy/service-table.ts";
import type { CniAgent, CniCluster, CniNode } from "../cni-plugin.ts";
import { CiliumObjects } from "./cilium-objects.ts";
import type { Datapath } from "./datapath.ts";
import type { CiliumEndpoint } from "./endpoint.ts";
import { HealthDoors } from "./health-doors.ts";
import { IdentityAllocator, identityLabels, KUBE_APISERVER_ID, REMOTE_NODE_ID } from "./identity.ts";
import { L2Announcer } from "./l2-announcer.ts";
import type { LoadBalancer } from "./load-balancer.ts";
import { mergePolicies, NO_POLICY } from "./policy.ts";

const REGENERATE_US = 20_000;

export interface CiliumAgentOptions {
  readonly node: CniNode;
  readonly cluster: CniCluster;
  readonly datapath: Datapath;
  readonly lb: LoadBalancer;
  readonly prng: Prng;
  readonly routerIP: Ip;
}

/** One for a cluster: a number means the same labels on every node. */
const IDENTITIES = new WeakMap<CniCluster, IdentityAllocator>();
/** The address of each node's `cilium_host`, as CiliumNode objects tell it. */
const ROUTERS = new WeakMap<CniCluster, Map<string, Ip>>();

export class CiliumAgent implements CniAgent {
  readonly options: CiliumAgentOptions;
  readonly identities: IdentityAllocator;
  readonly objects: CiliumObjects;
  readonly #services: ServiceTable;
  readonly #doors: HealthDoors;
  readonly #announcer: L2Announcer;
  book: PolicyBook | null = null;
  #subscriptions: (() => void)[] = [];
  #timer: Timer | null = null;

  constructor(options: CiliumAgentOptions) {
    this.options = options;
    const { cluster, node, routerIP } = options;
    const identities = IDENTITIES.get(cluster) ?? new IdentityAllocator();
    IDENTITIES.set(cluster, identities);
    this.identities = identities;
    const routers = ROUTERS.get(cluster) ?? new Map<string, Ip>();
    ROUTERS.set(cluster, routers.set(node.name, routerIP));
    this.#services = new ServiceTable(4);
    this.#doors = new HealthDoors(node);
    this.#announcer = new L2Announcer(node, cluster);
    this.objects = new CiliumObjects(options.node, identities);
  }

  get isRunning(): boolean {
    return this.#subscriptions.length > 0;
  }

  start(): void {
    if (this.isRunning) return;
    const { client } = this.options.node;
    this.#subscriptions = [
      client.informer<Service>("services").onChange((change) => this.#onService(change)),
      client.informer<EndpointSlice>("endpointslices").onChange((change) => this.#onSlice(change)),
      client.informer<Pod>("pods").onChange((change) => this.#onPod(change)),
      client.informer<Namespace>("namespaces").onChange(({ object }) => this.#onNamespace(object.metadata.name)),
      client.informer("networkpolicies").onChange(() => this.#request()),
      this.objects.follow(() => this.#request()),
    ];
    this.#announcer.start();
    this.followNodes();
    this.#request();
  }

  stop(): void {
    for (const end of this.#subscriptions) end();
    this.#subscriptions = [];
    this.#doors.close();
    this.#announcer.stop();
    if (this.#timer !== null) this.options.node.namespace.clock.cancel(this.#timer);
    this.#timer = null;
  }

  /** Nodes and their ranges. */
  followNodes(): void {
    const { cluster, datapath, node } = this.options;
    const others = cluster.nodes().filter(({ name }) => name !== node.name);
    datapath.remoteRanges = others.map(({ podCIDR, ip: text }) => ({ range: podCIDR, node: ip(text) }));
    const servers = this.#apiServers();
    for (const { name, ip: text } of others) {
      const address = ip(text);
      const identity = servers.includes(text) ? KUBE_APISERVER_ID : REMOTE_NODE_ID;
      datapath.ipcache.set(address, { identity, tunnelEndpoint: null, pod: null });
      const router = ROUTERS.get(cluster)?.get(name);
      if (router !== undefined) datapath.ipcache.set(router, { identity, tunnelEndpoint: address, pod: null });
    }
  }

  /** A Pod of this node has got its cable. */
  endpointAdded(endpoint: CiliumEndpoint): void {
    const [namespace, name = ""] = endpoint.key.split("/");
    const pod = this.options.node.client.informer<Pod>("pods").get(namespace, name);
    if (pod !== undefined) this.#identify(pod, formatIp(endpoint.ip));
    this.#regenerate(endpoint);
    if (this.isRunning) this.objects.publishEndpoint(endpoint);
  }

  endpointRemoved(endpoint: CiliumEndpoint): void {
    if (this.isRunning) this.objects.removeEndpoint(endpoint);
  }

  #apiServers(): readonly string[] {
    const slices = this.options.node.client.informer<EndpointSlice>("endpointslices");
    const own = slices.get("default", "kubernetes");
    return (own?.endpoints ?? []).flatMap(({ addresses }) => addresses);
  }

  #onService({ type, object }: Change<Service>): void {
    const changed = type === "DELETED" ? this.#services.removeService(object) : this.#services.setService(object);
    if (changed) this.#request();
  }

  #onSlice({ type, object }: Change<EndpointSlice>): void {
    const changed = type === "DELETED" ? this.#services.removeSlice(object) : this.#services.setSlice(object);
    if (object.metadata.name === "kubernetes") this.followNodes();
    if (changed) this.#request();
  }

  #onPod({ type, object, old }: Change<Pod>): void {
    const isOver = type === "DELETED" || object.status?.phase === "Succeeded" || object.status?.phase === "Failed";
    if (old !== undefined || isOver)
      for (const text of podIPsOf(isOver ? object : (old as Pod))) this.#forget(text, object);
    if (isOver) return;
    for (const text of podIPsOf(object)) this.#identify(object, text);
  }

  #forget(text: string, pod: Pod): void {
    const address = parseIp(text);
    const { ipcache } = this.options.datapath;
    const known = address === null ? undefined : ipcache.get(address);
    if (known?.pod?.key === `${pod.metadata.namespace}/${pod.metadata.name}`) ipcache.delete(address as Ip);
  }

  #onNamespace(name: string): void {
    for (const pod of this.options.node.client.informer<Pod>("pods").list(name))
      for (const text of podIPsOf(pod)) this.#identify(pod, text);
    this.#request();
  }

  #identify(object: Pod, text: string): void {
    const address = parseIp(text);
    const { book } = this;
    if (address === null || book === null || object.spec?.hostNetwork === true) return;
    const { datapath, cluster, node } = this.options;
    const pod = book.podOf(object);
    const labels = identityLabels(pod, object.spec?.serviceAccountName ?? "default");
    const identity = this.identities.allocate(labels, pod.namespace);
    const isHere = object.spec?.nodeName === node.name;
    const host = isHere ? undefined : cluster.nodes().find(({ name }) => name === object.spec?.nodeName);
    datapath.ipcache.set(address, {
      identity: identity.id,
      tunnelEndpoint: host === undefined ? null : ip(host.ip),
      pod,
    });
    const endpoint = datapath.endpoints.get(address);
    if (endpoint === undefined || endpoint.pod === pod) return;
    endpoint.pod = pod;
    const isNew = endpoint.identity !== identity;
    endpoint.identity = identity;
    if (isNew) this.#request();
  }

  #request(): void {
    if (!this.isRunning) return;
    const { clock } = this.options.node.namespace;
    this.#timer ??= clock.after(REGENERATE_US, () => {
      this.#timer = null;
      this.#sync();
    });
  }

  #sync(): void {
    const { datapath, lb, node } = this.options;
    this.#doors.follow(this.#services.entries());
    lb.replace(this.#services.entries(), { name: node.name, zone: "" }, [ip(node.ip)]);
    for (const endpoint of datapath.endpoints.values()) {
      this.#regenerate(endpoint);
      this.objects.publishEndpoint(endpoint);
    }
  }

  #regenerate(endpoint: CiliumEndpoint): void {
    const { pod } = endpoint;
    const { book } = this;
    if (pod === null || book === null) {
      endpoint.policy = NO_POLICY;
      return;
    }
    const own = this.objects.policies().filter(({ selects }) => selects(pod));
    const kubernetes = { ingress: book.isolating(pod, "ingress"), egress: book.isolating(pod, "egress") };
    endpoint.policy = mergePolicies(kubernetes, {
      ingress: own.map(({ directions }) => directions.ingress).filter((one) => one !== null),
      egress: own.map(({ directions }) => directions.egress).filter((one) => one !== null),
    });
  }
}
