/**
 * What clusters are put together from: profiles, CNIs, kube-proxy's modes, clouds, images, published files. Those that
 * most clusters need are common; the rare ones may come late, as a whole: whoever needs one of them while the cluster is
 * made asks at once, whoever needs one later waits with the clock held.
 */
import type { Late } from "../../core/late.ts";
import type { Run } from "../../core/wait.ts";
import type { LateRules } from "../../kube/api/late-rules.ts";
import type { CloudProvider } from "../cloud/cloud-provider.ts";
import type { CniType } from "../cni/cni-plugin.ts";
import type { Image } from "../images/image.ts";
import type { Profile } from "../profiles/profile.ts";
import type { ProxyMode } from "../proxy/proxy-mode.ts";
import type { PublishedFile } from "../published/published.ts";

export interface PartList {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly cnis: ReadonlyMap<string, CniType>;
  readonly proxyModes: ReadonlyMap<string, ProxyMode>;
  readonly clouds: ReadonlyMap<string, CloudProvider>;
  readonly images: readonly Image[];
  readonly published: readonly PublishedFile[];
  /** How kinds that few write are checked and kept (see kube/api/late-rules.ts). */
  readonly rules: LateRules | null;
}

type Named = { [K in keyof PartList]: PartList[K] extends ReadonlyMap<string, unknown> ? K : never }[keyof PartList];
type Part<K extends Named> = PartList[K] extends ReadonlyMap<string, infer T> ? T : never;

export class Parts {
  readonly #lists: PartList[];
  readonly #rare: Late<PartList> | null;

  /** `rare`: null when nothing is missing. */
  constructor(lists: readonly PartList[], rare: Late<PartList> | null = null) {
    this.#lists = [...lists];
    this.#rare = rare;
  }

  /** Those that are here. */
  get lists(): readonly PartList[] {
    return this.#lists;
  }

  /** Now or never. */
  find<K extends Named>(what: K, name: string): Part<K> | undefined {
    return this.#known(what, name) ?? (this.#take(this.#rare?.now() ?? null) ? this.#known(what, name) : undefined);
  }

  names(what: Named): string[] {
    return this.#lists.flatMap((list) => [...list[what].keys()]);
  }

  /** Now or never. */
  rules(): LateRules | null {
    return this.#rules() ?? (this.#take(this.#rare?.now() ?? null) ? this.#rules() : null);
  }

  /** With the clock held until it is certain that there is none. */
  *await<K extends Named>(what: K, name: string): Run<Part<K> | undefined> {
    if (this.#known(what, name) === undefined) yield* this.awaitAll();
    return this.#known(what, name);
  }

  *awaitRules(): Run<void> {
    if (this.#rules() === null) yield* this.awaitAll();
  }

  *awaitAll(): Run<void> {
    if (this.#rare !== null) this.#take(yield* this.#rare.awaited());
  }

  #known<K extends Named>(what: K, name: string): Part<K> | undefined {
    for (const list of this.#lists) {
      const part = list[what].get(name);
      if (part !== undefined) return part as Part<K>;
    }
    return undefined;
  }

  #rules(): LateRules | null {
    return this.#lists.find(({ rules }) => rules !== null)?.rules ?? null;
  }

  #take(list: PartList | null): boolean {
    if (list === null) return false;
    if (!this.#lists.includes(list)) this.#lists.push(list);
    return true;
  }
}
