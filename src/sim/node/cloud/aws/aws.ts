/**
 * Amazon's answer to Services of type LoadBalancer: the service controller asks for a load balancer, writes its name into
 * the status, and tells of it in events.
 *
 * Models: cloud-provider/controllers/service/controller.go, cloud-provider-aws pkg/providers/v1/aws.go
 * SIMPLIFIED: a change of the Service makes the load balancer anew under its old name; nodes that come later are not added.
 */
import { Prng } from "../../../core/prng.ts";
import { sha256Hex } from "../../../core/sha256.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Change } from "../../../kube/api/client.ts";
import { hasReason } from "../../../kube/api/status.ts";
import type { Service } from "../../../kube/schema/types.ts";
import type { CloudContext, CloudProvider } from "../cloud-provider.ts";
import { Balancer, type TargetNode } from "./balancer.ts";
import { Vpc } from "./vpc.ts";
import { type WantedBalancer, wantedBalancer } from "./wanted-balancer.ts";

const FINALIZER = "service.kubernetes.io/load-balancer-cleanup";
/** From the request to the name in the status; to the name on the Internet; to a network load balancer's first packet. */
const CREATE_US = 2_500_000;
const NAME_US = 60_000_000;
const ACTIVE_US = 120_000_000;
const DELETE_US = 2_000_000;

export const awsCloud: CloudProvider = {
  name: "aws",
  component: "service-controller",
  openNetwork: (options) => new Vpc(options),
  start(context) {
    const controller = new ServiceController(context);
    context.client.informer<Service>("services").onChange((change) => controller.onChange(change));
  },
};

interface Held {
  readonly fingerprint: string;
  readonly hostname: string;
  readonly balancer: Balancer | null;
}

class ServiceController {
  readonly #context: CloudContext;
  readonly #held = new Map<string, Held>();

  constructor(context: CloudContext) {
    this.#context = context;
  }

  onChange({ type, object }: Change<Service>): void {
    const key = `${object.metadata.namespace}/${object.metadata.name}`;
    const wanted = type === "DELETED" ? null : wantedBalancer(object);
    const had = this.#held.get(key);
    const fingerprint = JSON.stringify(wanted);
    if (had?.fingerprint === fingerprint) return;
    if (wanted === null) this.#remove(key, object);
    else if ("error" in wanted) this.#refuse(key, object, wanted.error);
    else this.#ensure(key, object, wanted);
  }

  #ensure(key: string, service: Service, wanted: WantedBalancer): void {
    const { clock, client } = this.#context;
    const fingerprint = JSON.stringify(wanted);
    const had = this.#held.get(key);
    had?.balancer?.close();
    const hostname = this.#hostnameOf(wanted);
    this.#held.set(key, { fingerprint, hostname, balancer: null });
    this.#change(service, (now) => ({ ...now, metadata: { ...now.metadata, finalizers: withFinalizer(now) } }));
    client.event(service, { type: "Normal", reason: "EnsuringLoadBalancer", message: "Ensuring load balancer" });
    clock.after(CREATE_US, () => {
      if (this.#held.get(key)?.fingerprint !== fingerprint) return;
      const balancer = this.#create(wanted, hostname);
      this.#held.set(key, { fingerprint, hostname, balancer });
      this.#publishStatus(service, [{ hostname }]);
      client.event(service, { type: "Normal", reason: "EnsuredLoadBalancer", message: "Ensured load balancer" });
      const isKnown = had?.hostname === hostname && had.balancer !== null;
      const later = (us: number, act: () => void): void => {
        if (isKnown || us === 0) act();
        else clock.after(us, () => this.#held.get(key)?.balancer === balancer && act());
      };
      later(wanted.kind === "classic" ? NAME_US : 0, () => balancer.publish());
      if (wanted.kind === "network") later(ACTIVE_US, () => balancer.activate());
    });
  }

  #refuse(key: string, service: Service, error: string): void {
    this.#held.set(key, { fingerprint: JSON.stringify({ error }), hostname: "", balancer: null });
    const { client } = this.#context;
    client.event(service, { type: "Normal", reason: "EnsuringLoadBalancer", message: "Ensuring load balancer" });
    const message = `Error syncing load balancer: failed to ensure load balancer: ${error}`;
    client.event(service, { type: "Warning", reason: "SyncLoadBalancerFailed", message });
  }

  #remove(key: string, service: Service): void {
    const had = this.#held.get(key);
    if (had === undefined) return;
    this.#held.delete(key);
    const { clock, client } = this.#context;
    client.event(service, { type: "Normal", reason: "DeletingLoadBalancer", message: "Deleting load balancer" });
    clock.after(DELETE_US, () => {
      had.balancer?.close();
      this.#publishStatus(service, []);
      client.event(service, { type: "Normal", reason: "DeletedLoadBalancer", message: "Deleted load balancer" });
      this.#change(service, (now) => {
        const { finalizers, ...rest } = now.metadata;
        const left = (finalizers ?? []).filter((one) => one !== FINALIZER);
        return { ...now, metadata: left.length === 0 ? rest : { ...rest, finalizers: left } } as Service;
      });
    });
  }

  #create(wanted: WantedBalancer, hostname: string): Balancer {
    const { vpc, records, nodes } = this.#context;
    if (vpc === null) throw new RangeError("cloud aws needs a cluster in a VPC");
    const targets = nodes().map(({ ip }): TargetNode => ({ ip, zone: vpc.zoneOf(ip) }));
    return new Balancer({ vpc, wanted, nodes: targets, prng: new Prng(`balancer/${wanted.name}`), records, hostname });
  }

  #hostnameOf({ kind, name, isInternal }: WantedBalancer): string {
    const region = this.#context.vpc?.profile.region ?? "us-east-1";
    const digest = sha256Hex(encodeUtf8(name));
    if (kind === "network") return `${name}-${digest.slice(0, 16)}.elb.${region}.amazonaws.com`;
    const number = String(Number.parseInt(digest.slice(0, 12), 16))
      .padStart(10, "0")
      .slice(-10);
    return `${isInternal ? "internal-" : ""}${name}-${number}.${region}.elb.amazonaws.com`;
  }

  #publishStatus(service: Service, ingress: readonly { readonly hostname: string }[]): void {
    const { client } = this.#context;
    const { namespace, name, uid } = service.metadata;
    const now = client.get<Service>("services", namespace, name);
    if (now === undefined || now.metadata.uid !== uid) return;
    const loadBalancer = ingress.length === 0 ? {} : { ingress };
    this.#attempt(() =>
      client.updateStatus("services", { ...now, status: { ...now.status, loadBalancer } } as Service),
    );
  }

  #change(service: Service, changed: (now: Service) => Service): void {
    const { client } = this.#context;
    const { namespace, name, uid } = service.metadata;
    const now = client.get<Service>("services", namespace, name);
    if (now !== undefined && now.metadata.uid === uid) this.#attempt(() => client.update("services", changed(now)));
  }

  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!hasReason(error, "Conflict") && !hasReason(error, "NotFound")) throw error;
    }
  }
}

function withFinalizer({ metadata }: Service): readonly string[] {
  const had = metadata.finalizers ?? [];
  return had.includes(FINALIZER) ? had : [...had, FINALIZER];
}
