/**
 * A real server that is not wanted any more keeps its connections: it gets weight 0, so that no new ones come, and is
 * deleted once nobody is connected, which is looked at every minute. Only TCP has connections to wait for.
 *
 * Models: pkg/proxy/ipvs/graceful_termination.go
 */
import type { Timer } from "../../../core/clock.ts";
import { ipvsOf } from "../../../net/ipvs/ipvs.ts";
import type { ServerKey, ServiceKey } from "../../../net/ipvs/virtual-service.ts";
import type { NetNamespace } from "../../../net/namespace.ts";
import { TCP } from "../../../net/packet.ts";

const CHECK_US = 60_000_000;

interface Leaving {
  readonly service: ServiceKey;
  readonly server: ServerKey;
}

export class GracefulTermination {
  readonly #namespace: NetNamespace;
  #leaving: readonly Leaving[] = [];
  #timer: Timer | null = null;

  constructor(namespace: NetNamespace) {
    this.#namespace = namespace;
  }

  isLeaving(service: ServiceKey, server: ServerKey): boolean {
    return this.#leaving.some((one) => isSame(one, { service, server }));
  }

  remove(service: ServiceKey, server: ServerKey): void {
    const leaving = { service, server };
    if (this.#tryDelete(leaving)) return;
    ipvsOf(this.#namespace).editServer(service, server, { weight: 0, upperThreshold: 0, lowerThreshold: 0 });
    this.#leaving = [...this.#leaving, leaving];
    this.#timer ??= this.#start();
  }

  /** It is wanted again: it is deleted at once, so that it can be added anew. */
  takeBack(service: ServiceKey, server: ServerKey): void {
    this.#leaving = this.#leaving.filter((one) => !isSame(one, { service, server }));
    ipvsOf(this.#namespace).deleteServer(service, server);
  }

  /** With the virtual server all of its real servers are gone. */
  forget(service: ServiceKey): void {
    this.#leaving = this.#leaving.filter((one) => !isSameService(one.service, service));
  }

  #start(): Timer {
    return this.#namespace.clock.after(CHECK_US, () => this.#check(), { background: true });
  }

  #check(): void {
    this.#leaving = this.#leaving.filter((leaving) => !this.#tryDelete(leaving));
    this.#timer = this.#leaving.length === 0 ? null : this.#start();
  }

  /** True when it is gone. */
  #tryDelete({ service, server }: Leaving): boolean {
    const ipvs = ipvsOf(this.#namespace);
    const known = ipvs.service(service)?.server(server);
    if (known === undefined) return true;
    if (service.protocol === TCP && known.connections > 0) return false;
    ipvs.deleteServer(service, server);
    return true;
  }
}

function isSame(a: Leaving, b: Leaving): boolean {
  return (
    a.server.address === b.server.address && a.server.port === b.server.port && isSameService(a.service, b.service)
  );
}

function isSameService(a: ServiceKey, b: ServiceKey): boolean {
  return a.protocol === b.protocol && a.address === b.address && a.port === b.port;
}
