/**
 * One table of Services for all the kube-proxies of a cluster: each hears of every change, the first one enters it,
 * and what is made from an entry is made once, however many nodes there are.
 *
 * Models: pkg/proxy/servicechangetracker.go, pkg/proxy/endpointschangetracker.go (each kube-proxy has its own)
 */
import type { Change } from "../../kube/api/client.ts";
import type { ApiServer } from "../../kube/api/server.ts";
import type { EndpointSlice, Service } from "../../kube/schema/types.ts";
import { ServiceTable } from "./service-table.ts";

const OF_CLUSTERS = new WeakMap<ApiServer, SharedServices>();

export function sharedServices(api: ApiServer): SharedServices {
  let shared = OF_CLUSTERS.get(api);
  if (shared === undefined) {
    shared = new SharedServices();
    OF_CLUSTERS.set(api, shared);
  }
  return shared;
}

export class SharedServices {
  #table = new ServiceTable(4);
  #readers = 0;
  #last: Change<Service> | Change<EndpointSlice> | null = null;
  #mattered = false;

  get table(): ServiceTable {
    return this.#table;
  }

  /** Where nobody has listened for a while, what is known may be out of date. */
  join(): ServiceTable {
    if (this.#readers++ === 0) this.#table = new ServiceTable(4);
    return this.#table;
  }

  leave(): void {
    this.#readers--;
  }

  /** False when nothing that a proxy cares about has changed. All are told of one change before the next. */
  service(change: Change<Service>): boolean {
    if (change === this.#last) return this.#mattered;
    this.#last = change;
    const { type, object } = change;
    this.#mattered = type === "DELETED" ? this.#table.removeService(object) : this.#table.setService(object);
    return this.#mattered;
  }

  slice(change: Change<EndpointSlice>): boolean {
    if (change === this.#last) return this.#mattered;
    this.#last = change;
    const { type, object } = change;
    this.#mattered = type === "DELETED" ? this.#table.removeSlice(object) : this.#table.setSlice(object);
    return this.#mattered;
  }
}
