/**
 * The IP sets that Felix's rules ask: Pods by their labels, Pods by the name of a port, and the node's own lists.
 *
 * Models: projectcalico/calico felix/ipsets, felix/labelindex, felix/calc/rule_scanner.go
 */
import { type Cidr, hostCidr, type Ip } from "../../../../core/ip.ts";
import type { Informer } from "../../../../kube/api/client.ts";
import type { Pod } from "../../../../kube/schema/types.ts";
import type { IpSetEntry } from "../../../../net/netfilter/ip-set-entry.ts";
import type { IpSets } from "../../../../net/netfilter/ip-sets.ts";
import type { PolicyBook } from "../../../policy/policy-book.ts";
import type { PolicyPod } from "../../../policy/policy-pod.ts";
import { uniqueId } from "./felix-rule.ts";
import type { SetNames } from "./policy-chains.ts";

const PREFIX = "cali40";
const NAME_LENGTH = 31;
const MAX_ELEMENTS = 1_048_576;
const PROTOCOLS = { tcp: 6, udp: 17, sctp: 132 } as const;

type SetType = "hash:net" | "hash:ip,port";

/** Whose addresses are whose, beside the Pods'. */
export interface NodeAddresses {
  readonly pools: readonly Cidr[];
  readonly hosts: readonly Ip[];
  readonly own: readonly Ip[];
}

export class FelixSets implements SetNames {
  readonly #sets: IpSets;
  readonly #pods: Informer<Pod>;
  readonly #book: PolicyBook;
  #wanted = new Map<string, { readonly type: SetType; readonly entries: readonly IpSetEntry[] }>();
  /** What each set was last filled with. */
  readonly #filled = new Map<string, string>();

  constructor(sets: IpSets, pods: Informer<Pod>, book: PolicyBook) {
    this.#sets = sets;
    this.#pods = pods;
    this.#book = book;
  }

  /** From now on only what is asked for is wanted. */
  begin(): void {
    this.#wanted = new Map();
  }

  ofSelector({ text, selection }: Parameters<SetNames["ofSelector"]>[0]): string {
    return this.#want(uniqueId("s", text), "hash:net", () =>
      this.#endpoints((pod) => selection.matches(pod)).flatMap(({ ips }) => ips.map(addressEntry)),
    );
  }

  /** Addresses with the number that each Pod gives the name. */
  ofNamedPort(protocol: string | number | null, port: string): string {
    const wanted = protocol === "udp" || protocol === "sctp" ? protocol : "tcp";
    const id = uniqueId("n", `${uniqueId("s", "all()")},${wanted},${port}`);
    return this.#want(id, "hash:ip,port", () =>
      this.#endpoints(() => true).flatMap(({ ips, namedPorts }) =>
        namedPorts
          .filter((one) => one.name === port && one.protocol.toLowerCase() === wanted)
          .flatMap((one) => ips.map((ip) => ({ ...addressEntry(ip), port: one.port, protocol: PROTOCOLS[wanted] }))),
      ),
    );
  }

  /** The lists that the static chains ask. */
  ofNode({ pools, hosts, own }: NodeAddresses, usesVxlan: boolean): void {
    const networks = pools.map((cidr) => ({ cidr }));
    this.#want("all-hosts-net", "hash:net", () => hosts.map(addressEntry));
    this.#want("network-ip-pools", "hash:net", () => networks);
    this.#want("masq-ipam-pools", "hash:net", () => networks);
    this.#want("this-host", "hash:net", () => own.map(addressEntry));
    this.#want("dscp-src-net", "hash:net", () => []);
    if (usesVxlan) this.#want("all-vxlan-net", "hash:net", () => hosts.map(addressEntry));
  }

  /** Before the rules that ask them. */
  fill(): void {
    for (const [name, { type, entries }] of this.#wanted) {
      const isNew = this.#sets.get(name) === undefined;
      if (isNew) this.#sets.create(name, type, { maxelem: MAX_ELEMENTS });
      const text = entries.map(({ cidr, port, protocol }) => `${cidr?.base}/${cidr?.bits},${protocol}:${port}`).join();
      if (!isNew && this.#filled.get(name) === text) continue;
      this.#filled.set(name, text);
      this.#sets.replace(name, entries);
    }
  }

  /** After the rules that asked them are gone. */
  destroyOthers(): void {
    for (const { name } of this.#sets.list())
      if (name.startsWith(PREFIX) && !this.#wanted.has(name)) {
        this.#sets.destroy(name);
        this.#filled.delete(name);
      }
  }

  #want(id: string, type: SetType, entries: () => readonly IpSetEntry[]): string {
    const name = `${PREFIX}${id}`.slice(0, NAME_LENGTH);
    if (!this.#wanted.has(name)) this.#wanted.set(name, { type, entries: entries() });
    return name;
  }

  /** Pods with addresses of their own that have not ended. */
  #endpoints(fits: (pod: PolicyPod) => boolean): PolicyPod[] {
    return this.#pods
      .list()
      .filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed")
      .map((pod) => this.#book.podOf(pod))
      .filter((pod) => !pod.isHostNetwork && pod.ips.length > 0 && fits(pod));
  }
}

function addressEntry(ip: Ip): IpSetEntry {
  return { cidr: hostCidr(ip) };
}
