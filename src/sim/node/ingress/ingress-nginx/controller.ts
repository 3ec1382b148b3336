/**
 * The controller itself: follows the cluster, reloads what it made of it, tells Ingresses where they can be reached.
 *
 * Models: kubernetes/ingress-nginx internal/ingress/controller/{controller,nginx}.go, internal/ingress/status/status.go
 * SIMPLIFIED: what it follows comes to it without packets; a reload cuts no connection.
 */
import { formatIp, parseIp } from "../../../core/ip.ts";
import type { Prng } from "../../../core/prng.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import { type Run, WaitQueue } from "../../../core/wait.ts";
import type { ApiClient } from "../../../kube/api/client.ts";
import { sameJson } from "../../../kube/api/objects.ts";
import { StatusError } from "../../../kube/api/status.ts";
import type { Ingress, LoadBalancerIngress, Node, Pod } from "../../../kube/schema/types.ts";
import { slashDate } from "../../../net/http/http-date.ts";
import { headerOf } from "../../../net/http/message.ts";
import type { Process } from "../../../os/process.ts";
import { Certificates } from "./certificates.ts";
import { ClusterView, type Peer } from "./cluster-view.ts";
import { type Configuration, configurationOf } from "./configuration.ts";
import { Klog } from "./klog.ts";
import { nginxConf } from "./nginx-conf.ts";
import type { Options } from "./options.ts";
import type { Incoming } from "./proxy.ts";

const SYNC_US = 300_000;
const STATUS_US = 60_000_000;

export class Controller {
  readonly process: Process;
  readonly options: Options;
  readonly log: Klog;
  readonly view: ClusterView;
  readonly certificates: Certificates;
  readonly prng: Prng;
  configuration: Configuration = { servers: [{ host: "_", locations: [], secret: null }] };
  /** The first configuration is in place. */
  isReady = false;
  readonly #client: ApiClient;
  readonly #changed = new WaitQueue();
  readonly #turns = new Map<string, number>();
  #isDirty = true;
  #text = "";
  #connections = 0;
  #stops: (() => void)[] = [];

  constructor(process: Process, options: Options, client: ApiClient) {
    this.process = process;
    this.options = options;
    this.#client = client.as("nginx-ingress-controller");
    this.log = new Klog(process);
    this.view = new ClusterView(this.#client, options);
    this.prng = process.machine.prng.split("ingress-nginx");
    const { clock } = process.machine;
    this.certificates = new Certificates(this.view, this.log, { prng: this.prng, epochMs: clock.nowMs });
  }

  get allowsSnippets(): boolean {
    const [namespace, name = ""] = this.options.configMap.split("/");
    return this.view.configMaps.get(namespace, name)?.data?.["allow-snippet-annotations"] === "true";
  }

  /** Follows the cluster for ever. */
  *run(): Run<void> {
    this.#follow();
    const { clock } = this.process.machine;
    let statusAtUs = clock.nowUs + 1_000_000;
    try {
      for (;;) {
        if (this.#isDirty) {
          yield { on: [], untilUs: clock.nowUs + SYNC_US, background: false };
          this.#isDirty = false;
          this.#sync();
        }
        if (clock.nowUs >= statusAtUs) {
          this.#updateStatuses();
          statusAtUs = clock.nowUs + STATUS_US;
        }
        if (!this.#isDirty) yield { on: [this.#changed], untilUs: statusAtUs };
      }
    } finally {
      for (const stop of this.#stops) stop();
    }
  }

  #follow(): void {
    const dirty = (): void => {
      this.#isDirty = true;
      this.#changed.wake();
    };
    const { ingresses, classes, services, secrets, configMaps, slices } = this.view;
    this.#stops = [
      ingresses.onChange(({ type, object, old }) => {
        this.#noticeIngress(type, object, old);
        dirty();
      }),
      ...[classes, services, secrets, configMaps, slices].map((informer) => informer.onChange(dirty)),
    ];
  }

  #noticeIngress(type: string, ingress: Ingress, old: Ingress | undefined): void {
    if (
      old !== undefined &&
      type === "MODIFIED" &&
      sameJson(old.spec, ingress.spec) &&
      sameJson(old.metadata.annotations, ingress.metadata.annotations)
    )
      return;
    if (type === "DELETED") return;
    const found = this.view.classOf(ingress);
    const subject = `"${ingress.metadata.namespace}/${ingress.metadata.name}"`;
    if ("error" in found) {
      const where = "store.go:439";
      this.log.info(where, "Ignoring ingress because of error while validating ingress class", {
        ingress: subject,
        error: JSON.stringify(found.error),
      });
      return;
    }
    if (type === "ADDED")
      this.log.info("store.go:443", "Found valid IngressClass", {
        ingress: subject,
        ingressclass: JSON.stringify(found.name),
      });
    this.log.event(ingress, "Sync", "Scheduled for sync");
    this.#attempt(() => this.#client.event(ingress, { type: "Normal", reason: "Sync", message: "Scheduled for sync" }));
  }

  #sync(): void {
    const { clock, fs } = this.process.machine;
    const ingresses = this.view.ours();
    const next = configurationOf(this.view, ingresses);
    this.#warn(next);
    const text = nginxConf(next, this.options);
    this.configuration = next;
    if (text !== this.#text) {
      this.log.info("controller.go:217", "Configuration changes detected, backend reload required");
      this.certificates.complain(next.servers, clock.nowMs);
      this.#text = text;
      fs.writeFile("/etc/nginx/nginx.conf", text);
      this.log.info("controller.go:231", "Backend successfully reloaded");
      if (!this.isReady) this.log.info("controller.go:243", "Initial sync, sleeping for 1 second");
      this.#noteReload();
    }
    this.isReady = true;
  }

  #warn({ servers }: Configuration): void {
    const told = new Set<string>();
    for (const { locations } of servers)
      for (const { backend } of locations) {
        const key = `${backend.namespace}/${backend.service.name}`;
        const peers = this.view.peers(backend.namespace, backend.service);
        const text =
          peers === null
            ? `Error obtaining Endpoints for Service "${key}": no object matching key "${key}" in local store`
            : peers.length === 0
              ? `Service "${key}" does not have any active Endpoint.`
              : null;
        if (text === null || told.has(text)) continue;
        told.add(text);
        this.log.line("W", peers === null ? "controller.go:1135" : "controller.go:1225", text);
      }
  }

  #noteReload(): void {
    const { podName, podNamespace } = this.options;
    const pod = this.#client.get("pods", podNamespace, podName);
    if (pod === undefined) return;
    const message = "NGINX reload triggered due to a change in configuration";
    this.log.event(pod, "RELOAD", message);
    this.#attempt(() => this.#client.event(pod, { type: "Normal", reason: "RELOAD", message }));
  }

  /** Models: internal/ingress/status/status.go runningAddresses() */
  #addresses(): readonly LoadBalancerIngress[] | null {
    const { publishStatusAddress, publishService, podName, podNamespace } = this.options;
    if (publishStatusAddress.length > 0)
      return publishStatusAddress.map((one) => (parseIp(one) === null ? { hostname: one } : { ip: one }));
    if (publishService !== "") return this.#published();
    const pod = this.#client.get("pods", podNamespace, podName) as Pod | undefined;
    const node = this.#client.get("nodes", undefined, pod?.spec.nodeName ?? "") as Node | undefined;
    const addresses = node?.status?.addresses ?? [];
    const own = ["ExternalIP", "InternalIP"].map((type) => addresses.find((one) => one.type === type)?.address);
    const ip = own.find((one) => one !== undefined);
    return ip === undefined ? [] : [{ ip }];
  }

  /** Where the Service that publishes the controller can be reached is where its Ingresses can. */
  #published(): readonly LoadBalancerIngress[] | null {
    const [namespace = "", name = ""] = this.options.publishService.split("/");
    const service = this.view.service(namespace, name);
    if (service === undefined) return null;
    const own = service.status?.loadBalancer?.ingress ?? [];
    const external = (service.spec?.externalIPs ?? []).map((ip) => ({ ip }));
    const internal = service.spec?.type === "LoadBalancer" ? [] : [{ ip: service.spec?.clusterIP ?? "" }];
    const seen = own.map(({ ip, hostname = "" }) => (ip === undefined ? { hostname } : { ip }));
    return seen.length > 0 ? seen : external.length > 0 ? external : internal;
  }

  #updateStatuses(): void {
    const points = this.#addresses();
    if (points === null) return;
    for (const ingress of this.view.ours()) {
      const current = ingress.status?.loadBalancer?.ingress ?? [];
      if (sameJson(current, points)) continue;
      this.log.info("status.go:311", "updating Ingress status", {
        namespace: `"${ingress.metadata.namespace}"`,
        ingress: `"${ingress.metadata.name}"`,
        currentValue: current.length === 0 ? "null" : JSON.stringify(current),
        newValue: JSON.stringify(points),
      });
      const next = { ...ingress, status: { loadBalancer: points.length === 0 ? {} : { ingress: points } } };
      this.#attempt(() => this.#client.updateStatus("ingresses", next));
    }
  }

  #attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.log.line("W", "status.go:315", `error updating ingress rule: ${error.message}`);
    }
  }

  /** Each endpoint in its turn. */
  next(upstream: string, peers: readonly Peer[]): Peer {
    const turn = this.#turns.get(upstream) ?? this.prng.below(peers.length);
    this.#turns.set(upstream, turn + 1);
    return peers[turn % peers.length] as Peer;
  }

  logError({ request, socket }: Incoming, server: string, what: string, upstream?: string): void {
    const host = headerOf(request.headers, "host") ?? "";
    const { clock } = this.process.machine;
    const to = upstream === undefined ? "" : `, upstream: "${upstream}"`;
    const text = `${slashDate(clock.nowMs)} [error] 27#27: *${++this.#connections} ${what}, client: ${formatIp(socket.remote.ip)}, server: ${server}, request: "${request.method} ${request.target} ${request.version}"${to}, host: "${host}"\n`;
    this.process.fds.get(2)?.stream.tryWrite(encodeUtf8(text));
  }
}
