/**
 * A whole cluster and the learner's machine beside it, put together from a profile. `sim/cluster.ts` is the door to it.
 */

import { Clock } from "../core/clock.ts";
import { cidr, formatIp, ip, nthOf } from "../core/ip.ts";
import { Prng } from "../core/prng.ts";
import { parseRfc3339 } from "../core/time.ts";
import { Trace } from "../core/trace.ts";
import type { Run } from "../core/wait.ts";
import type { NodeBackend } from "../kube/api/backend.ts";
import type { ApiRequest, ApiResponse } from "../kube/api/request.ts";
import { parseRoute } from "../kube/api/route.ts";
import { ApiServer, failed } from "../kube/api/server.ts";
import { failure, type Status } from "../kube/api/status.ts";
import type { FeatureGates } from "../kube/api/validation/feature-gates.ts";
import { startControlPlane } from "../kube/control-plane.ts";
import type { Pod } from "../kube/schema/types.ts";
import type { DnsRecord } from "../net/dns/record.ts";
import { Segment } from "../net/link/segment.ts";
import { Network } from "../net/network.ts";
import { Accounting } from "../os/accounting.ts";
import type { Machine } from "../os/machine.ts";
import { apiIdentities, pathRefusal, serveApi } from "./api-endpoint/api-endpoint.ts";
import { userOfCredentials } from "./api-endpoint/authenticate.ts";
import { API_TRANSPORT, type ApiDoor } from "./api-transport.ts";
import type { Vpc } from "./cloud/aws/vpc.ts";
import type { CniNode } from "./cni/cni-plugin.ts";
import type { FaultSpec } from "./faults/fault.ts";
import { faultNamed } from "./faults/index.ts";
import { createHost } from "./host/host.ts";
import { ImageCatalogue } from "./images/image-catalogue.ts";
import { createInternet } from "./internet/internet.ts";
import { openExec } from "./kubelet/exec-session.ts";
import { VolumeRefresher } from "./kubelet/volume-refresher.ts";
import { ClusterNode } from "./node.ts";
import type { Software } from "./parts/software.ts";
import { CLUSTER_CERTIFICATE } from "./pki/known-keys.ts";
import { PolicyBook } from "./policy/policy-book.ts";
import type { NodeProfile, Profile } from "./profiles/profile.ts";
import { withNodes } from "./profiles/with-nodes.ts";
import type { ProxySettings } from "./proxy/proxy-settings.ts";
import { SSH_HOSTS } from "./runtime-plug.ts";
import type { SimEvent } from "./sim-event.ts";
import { installSystem } from "./system/install.ts";
import { type Gate, throughGate } from "./webhooks/gate.ts";

export interface WorldOptions {
  readonly profile: string;
  readonly seed?: number | string;
  /** The cluster's first moment, RFC 3339. */
  readonly now?: string;
  readonly software: Software;
  /** True: no system Pods, controllers or kubelets. "controllers": no system Pods. */
  readonly bare?: boolean | "controllers";
  /** How many of the profile's, or others altogether. */
  readonly nodes?: number | readonly NodeProfile[];
  readonly podCIDR?: string;
  readonly serviceCIDR?: string;
  /** The API server's, where they are not as usual. */
  readonly featureGates?: Partial<FeatureGates>;
  readonly proxyMode?: string;
  /** Another CNI than the profile's, or another manner of it: `flannel-host-gw`. */
  readonly cni?: string;
  readonly proxy?: Partial<ProxySettings>;
  /** What the kubeconfig names. */
  readonly apiServer?: string;
  /** Pods are held in the state that this annotation names (see kubelet/rehearsal.ts). */
  readonly behaviorAnnotation?: string;
  /** The world outside: records of its resolver, and names whose servers fail. */
  readonly internet?: { readonly records?: readonly DnsRecord[]; readonly servfail?: readonly string[] };
  /** What goes wrong, once all is well. */
  readonly faults?: readonly FaultSpec[];
  /** Deep-freeze stored objects, so that a test catches who changes one. */
  readonly freeze?: boolean;
}

const NOW = "2026-01-05T09:00:00Z";
/** From a client on the same machine to the API server and back. */
const API_US = 2_000;

export class World {
  readonly profile: Profile;
  readonly clock: Clock;
  readonly prng: Prng;
  readonly trace: Trace<SimEvent>;
  readonly network: Network;
  readonly api: ApiServer;
  readonly nodes = new Map<string, ClusterNode>();
  readonly host: Machine;
  readonly policies: PolicyBook;
  readonly #options: WorldOptions;
  readonly #catalogue: ImageCatalogue;
  readonly #vpc: Vpc | null;
  /** Names that the cloud has published on the Internet. */
  readonly #records: DnsRecord[] = [];

  constructor(options: WorldOptions) {
    this.#options = options;
    this.profile = profileOf(options);
    this.clock = new Clock(parseRfc3339(options.now ?? NOW) ?? 0);
    this.prng = new Prng(options.seed ?? 1);
    this.trace = new Trace<SimEvent>(this.clock);
    const { clock, prng, trace, profile } = this;
    this.network = new Network({ clock, trace, prng: prng.split("network") });
    const { hostIP } = profile.lan;
    this.api = new ApiServer({
      clock,
      prng,
      trace,
      serviceCIDRs: profile.serviceCIDR.split(","),
      freeze: options.freeze === true,
      rootCertificate: CLUSTER_CERTIFICATE,
      lateRules: () => options.software.parts.rules(),
      standsAlone: this.#standsAlone,
      featureGates: options.featureGates ?? {},
      ...(profile.nodes[0] === undefined ? {} : { hostname: profile.nodes[0].name }),
      advertise:
        profile.vpc === undefined
          ? { address: profile.nodes[0]?.ip ?? hostIP, port: 6443 }
          : { address: profile.vpc.controlPlaneIP, port: 443 },
    });
    this.api.backend = this.#backend();
    this.policies = new PolicyBook(this.api.client("network-policies"));
    const uplink = new Segment({ clock, prng: prng.split("uplink"), latencyUs: 5_000 });
    this.#vpc = this.#openVpc(uplink);
    const lan = this.#vpc?.lan ?? new Segment({ clock, prng: prng.split("lan") });
    const { parts } = options.software;
    const programs = new Map(options.software.programs);
    this.#catalogue = new ImageCatalogue(parts, programs, clock.epochMs);
    const apiServer = options.apiServer ?? profile.apiServer;
    this.host = createHost({
      network: this.network,
      programs,
      profile,
      apiServer,
      lan,
      uplink,
      machine: { clock, prng: prng.split("host"), accounting: new Accounting() },
    });
    this.host.plugIn(SSH_HOSTS, () =>
      [...this.nodes.values()].map(({ name, ip: own, machine, sshDoor: door }) => {
        const address = this.#vpc?.addressOf(own) ?? own;
        return { name, ip: address, machine, door, open: (program, request) => openExec(machine, program, request) };
      }),
    );
    const internet = createInternet({
      network: this.network,
      uplink,
      records: options.internet?.records ?? [],
      passing: this.#records,
      servfail: options.internet?.servfail ?? [],
      parts,
    });
    this.#vpc?.meet(internet);
    this.#makeNodes(lan);
    const door = this.#serveApi();
    this.host.plugIn(API_TRANSPORT, { server: apiServer, door, request: (request) => this.#request(request) });
  }

  start(): void {
    const { bare = false } = this.#options;
    startControlPlane(this.api, { controllers: bare !== true });
    for (const node of this.nodes.values()) node.start({ isBare: bare === true, hasSystemPods: bare === false });
    if (bare !== false) {
      this.#leadBackToPods();
      return;
    }
    const { proxyMode: mode = this.profile.proxyMode, proxy: settings = {} } = this.#options;
    installSystem(
      this.api.client("kubeadm"),
      { profile: this.profile, parts: this.#options.software.parts },
      { mode, settings },
    );
    this.startCloud();
  }

  /**
   * Without system Pods nobody hides Pods behind their nodes where that is the work of a CNI's program: answers find
   * their way to them all the same.
   */
  #leadBackToPods(): void {
    const { routes } = this.host.network;
    for (const { ip: address, profile } of this.nodes.values())
      if (routes.lookup(ip(address))?.via === null) routes.replace({ dst: cidr(profile.podCIDR), via: ip(address) });
  }

  /** Who gives Services of type LoadBalancer an address, if anybody does. */
  startCloud(): void {
    const cloud =
      this.profile.cloud === null ? undefined : this.#options.software.parts.find("clouds", this.profile.cloud);
    cloud?.start({
      clock: this.clock,
      client: this.api.client(cloud.component ?? "cloud"),
      host: this.host.network,
      vpc: this.#vpc,
      records: this.#records,
      nodes: () => [...this.nodes.values()].map(({ name, ip, machine }) => ({ name, ip, namespace: machine.network })),
    });
  }

  /** Makes something go wrong (see faults/index.ts); the answer takes it back. Throws FaultError. */
  inject(spec: FaultSpec): () => void {
    return faultNamed(spec.fault).inject(this, spec);
  }

  /** A running container; without a name the Pod's first. */
  container(namespace: string, pod: string, container?: string): Machine | undefined {
    for (const { kubelet } of this.nodes.values()) {
      const worker = kubelet.worker(namespace, pod);
      const name = container ?? worker?.pod.spec.containers[0]?.name ?? "";
      const run = worker?.container(name)?.run;
      if (run != null && run.exit === null) return run.machine;
    }
    return undefined;
  }

  #openVpc(uplink: Segment): Vpc | null {
    const { clock, network, profile } = this;
    if (profile.vpc === undefined) return null;
    const cloud = this.#options.software.parts.find("clouds", profile.cloud ?? "");
    const vpc = cloud?.openNetwork?.({ network, clock, prng: this.prng.split("vpc"), profile: profile.vpc, uplink });
    if (vpc === undefined) throw new RangeError(`profile ${profile.name} has a VPC that no cloud makes`);
    for (const { ip: address } of profile.nodes) vpc.publishInstance(ip(address));
    return vpc;
  }

  #makeNodes(lan: Segment): void {
    const { clock, prng, trace, network, api, profile, policies } = this;
    const { proxyMode = profile.proxyMode, proxy = {}, behaviorAnnotation, software } = this.#options;
    const rehearsal = behaviorAnnotation === undefined ? null : (software.rehearse?.(behaviorAnnotation) ?? null);
    const client = api.client("kubelet");
    const volumes = new VolumeRefresher(clock, [client.informer("configmaps"), client.informer("secrets")]);
    let all: readonly CniNode[] = [];
    const cluster = {
      podCIDR: cidr(profile.podCIDR),
      nodes: () => {
        if (all.length < this.nodes.size) all = [...this.nodes.values()].map(({ cniNode }) => cniNode);
        return all;
      },
      changed: () => {
        for (const node of this.nodes.values()) node.cni.nodesChanged();
      },
    };
    const { programs, accounting } = this.host;
    const catalogue = this.#catalogue;
    rehearsal?.furnish(catalogue);
    for (const node of profile.nodes)
      this.nodes.set(
        node.name,
        new ClusterNode({
          profile,
          node,
          clock,
          prng,
          trace,
          network,
          api,
          catalogue,
          programs,
          accounting,
          parts: software.parts,
          volumes,
          lan,
          externalIP: this.#vpc?.addressOf(node.ip),
          cluster,
          policies,
          proxyMode,
          proxy,
          rehearsal,
        }),
      );
  }

  /** Where the kubeconfig names this machine, its port is the API server's too. */
  #serveApi(): ApiDoor {
    const { profile, host } = this;
    const controlPlane = profile.nodes.flatMap(({ name, isControlPlane }) => {
      const node = isControlPlane ? this.nodes.get(name) : undefined;
      return node === undefined ? [] : [node];
    });
    const serviceIPs = profile.serviceCIDR.split(",").map((range) => formatIp(nthOf(cidr(range), 1)));
    const names = ["", ".default", ".default.svc", ".default.svc.cluster.local"].map((end) => `kubernetes${end}`);
    const isLocal = /\/\/(127\.0\.0\.1|localhost):6443/.test(this.#options.apiServer ?? profile.apiServer);
    const nodes = controlPlane.map(({ machine }) => machine.network);
    const managed = this.#vpc === null ? [] : [this.#vpc.controlPlane];
    const [, asked = "localhost"] = /\/\/([^:/]+)/.exec(this.#options.apiServer ?? profile.apiServer) ?? [];
    const isKnown = asked === "localhost" || /^[\d.]+$/.test(asked);
    const own = [...controlPlane.map(({ name }) => name), ...(isKnown ? [] : [asked])];
    // kubeadm sorts the names; without it there is nobody to.
    const dns = this.#options.bare ? ["localhost", ...names, ...own] : [...own, ...names, "localhost"].sort();
    const all = [...dns, ...serviceIPs, ...controlPlane.map(({ ip }) => ip), "127.0.0.1"];
    const port = managed.length === 0 ? 6443 : 443;
    serveApi([...managed, ...(isLocal ? [...nodes, host.network] : nodes)], { port, gate: this.#gate(), names: all });
    const identities = apiIdentities(all);
    return {
      hosts: controlPlane.map(({ ip }) => `${ip}:${port}`),
      names: all,
      authority: CLUSTER_CERTIFICATE,
      certificate: () => identities(host.network).chain,
      userOf: (credentials) => {
        const user = userOfCredentials(credentials, { authority: CLUSTER_CERTIFICATE, nowMs: this.clock.nowMs });
        // Upstream's API server under test has a file of tokens; here it takes any, since everybody may do everything.
        return user === null && this.#standsAlone ? undefined : user;
      },
    };
  }

  get #standsAlone(): boolean {
    return (this.#options.bare ?? false) !== false && this.profile.nodes.length === 0;
  }

  #gate(): Gate {
    const first = this.profile.nodes.find(({ isControlPlane }) => isControlPlane) ?? this.profile.nodes[0];
    const node = this.nodes.get(first?.name ?? "");
    const { parts } = this.#options.software;
    return { api: this.api, parts, network: node?.machine.network ?? this.host.network };
  }

  *#request(request: ApiRequest): Run<ApiResponse> {
    yield { on: [], untilUs: this.clock.nowUs + API_US, background: false };
    const { user, path } = request;
    const refused =
      user === undefined || parseRoute(path)?.resource !== undefined ? null : pathRefusal(this.api, user, request);
    if (refused !== null) return failed(refused);
    return yield* throughGate(this.#gate(), request);
  }

  /** The API server reaches a container through the kubelet of its node. */
  #backend(): NodeBackend {
    const kubeletOf = (pod: Pod): ClusterNode["kubelet"] | Status => {
      const node = this.nodes.get(pod.spec.nodeName ?? "");
      return (
        node?.kubelet ??
        failure(
          500,
          "InternalError",
          `Internal error occurred: error dialing backend: no such node ${pod.spec.nodeName ?? ""}`,
        )
      );
    };
    const on = <T>(pod: Pod, act: (kubelet: ClusterNode["kubelet"]) => T | Status): T | Status => {
      const kubelet = kubeletOf(pod);
      return "context" in kubelet ? act(kubelet) : kubelet;
    };
    return {
      exec: (pod, options) => on(pod, (kubelet) => kubelet.exec(pod, options)),
      attach: (pod, options) => on(pod, (kubelet) => kubelet.attach(pod, options)),
      logs: (pod, options) => on(pod, (kubelet) => kubelet.logs(pod, options)),
      portForward: (pod, port) => on(pod, (kubelet) => kubelet.portForward(pod, port)),
    };
  }
}

export function createWorld(options: WorldOptions): World {
  return new World(options);
}

function profileOf({ profile: name, nodes, podCIDR, serviceCIDR, cni, software }: WorldOptions): Profile {
  const profile = software.parts.find("profiles", name);
  if (profile === undefined) throw new RangeError(`no profile ${name}`);
  return {
    ...profile,
    nodes: nodesOf(profile, nodes),
    cni: cni ?? profile.cni,
    podCIDR: podCIDR ?? profile.podCIDR,
    serviceCIDR: serviceCIDR ?? profile.serviceCIDR,
  };
}

function nodesOf(profile: Profile, nodes: WorldOptions["nodes"]): readonly NodeProfile[] {
  if (typeof nodes !== "number") return nodes ?? profile.nodes;
  const resized = withNodes(profile, nodes);
  if (resized === null) throw new RangeError(`profile ${profile.name} cannot have ${nodes} nodes`);
  return resized;
}
