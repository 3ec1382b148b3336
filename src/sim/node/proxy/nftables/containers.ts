/**
 * The sets and maps of kube-proxy's table that hold something of many Services: who wants which element, and which
 * of them are really there. When two Services want the same key, the one that came last has it.
 *
 * Models: pkg/proxy/nftables/proxier.go nftElementStorage
 */
import type { Element } from "../../../net/nftables/expression.ts";
import { isVerdict } from "../../../net/nftables/expression.ts";
import { literalText } from "../../../net/nftables/rule-text.ts";
import type { NftTable } from "../../../net/nftables/table.ts";

export type ContainerName =
  | "cluster-ips"
  | "service-ips"
  | "firewall-ips"
  | "no-endpoint-services"
  | "no-endpoint-nodeports"
  | "service-nodeports"
  | "hairpin-connections";

/** What one Service port wants to have in a container. */
export interface WantedElement {
  readonly container: ContainerName;
  readonly element: Element;
}

export class Containers {
  readonly #wanted = new Map<string, Map<string, Element>>();
  readonly #there = new Map<string, Element>();
  readonly #touched = new Map<string, WantedElement>();

  want(entry: string, wanted: readonly WantedElement[], table: NftTable): void {
    for (const each of wanted) {
      const key = this.#touch(each, table);
      const owners = this.#wanted.get(key) ?? new Map<string, Element>();
      owners.delete(entry);
      this.#wanted.set(key, owners.set(entry, each.element));
    }
  }

  release(entry: string, wanted: readonly WantedElement[], table: NftTable): void {
    for (const each of wanted) {
      const key = this.#touch(each, table);
      const owners = this.#wanted.get(key);
      owners?.delete(entry);
      if (owners?.size === 0) this.#wanted.delete(key);
    }
  }

  /** Puts in and takes out what has changed; how many elements that were. */
  apply(table: NftTable): number {
    let changes = 0;
    for (const [key, { container, element }] of this.#touched) {
      const had = this.#there.get(key);
      const wanted = [...(this.#wanted.get(key)?.values() ?? [])].at(-1);
      if (had !== undefined && wanted !== undefined && isSame(had, wanted)) continue;
      if (had !== undefined) table.deleteElement(container, element.key);
      if (wanted !== undefined) table.addElement(container, wanted);
      if (wanted === undefined) this.#there.delete(key);
      else this.#there.set(key, wanted);
      if (had !== undefined || wanted !== undefined) changes++;
    }
    this.#touched.clear();
    return changes;
  }

  #touch(each: WantedElement, table: NftTable): string {
    const types = table.set(each.container)?.keyTypes ?? [];
    const key = `${each.container} ${literalText(each.element.key, types)}`;
    this.#touched.set(key, each);
    return key;
  }
}

function isSame(a: Element, b: Element): boolean {
  if (a.comment !== b.comment || a.origin !== b.origin) return false;
  if (!isVerdict(a.data) || !isVerdict(b.data)) return true;
  return (
    a.data.kind === b.data.kind && ("chain" in a.data ? a.data.chain : "") === ("chain" in b.data ? b.data.chain : "")
  );
}
