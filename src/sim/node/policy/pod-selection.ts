/**
 * A pair of selectors, one for namespaces and one for Pods, both of which a Pod has to meet. Answers are kept, as each
 * Pod is asked about in every probe; policies that select alike share one.
 *
 * Models: networking.k8s.io/v1 NetworkPolicyPeer (podSelector AND namespaceSelector inside one peer)
 */
import { type LabelSelector, selectorOf } from "../../kube/api/selectors.ts";
import type { LabelSelector as LabelSelectorObject } from "../../kube/schema/types.ts";
import type { PolicyPod } from "./policy-pod.ts";

export interface SelectorPair {
  /** The namespace meant when there is no namespaceSelector. */
  readonly namespace: string;
  readonly namespaceSelector?: LabelSelectorObject | undefined;
  /** Absent: all Pods of the namespaces. */
  readonly podSelector?: LabelSelectorObject | undefined;
}

export class PodSelection {
  readonly #namespace: string;
  readonly #namespaceSelector: LabelSelector | null;
  readonly #podSelector: LabelSelector;
  readonly #answers = new WeakMap<PolicyPod, boolean>();

  constructor({ namespace, namespaceSelector, podSelector }: SelectorPair) {
    this.#namespace = namespace;
    this.#namespaceSelector = namespaceSelector === undefined ? null : selectorOf(namespaceSelector);
    this.#podSelector = selectorOf(podSelector ?? {});
  }

  matches(pod: PolicyPod): boolean {
    let answer = this.#answers.get(pod);
    if (answer === undefined) {
      answer = this.#work(pod);
      this.#answers.set(pod, answer);
    }
    return answer;
  }

  #work(pod: PolicyPod): boolean {
    if (pod.isHostNetwork) return false;
    const isInside =
      this.#namespaceSelector === null
        ? pod.namespace === this.#namespace
        : this.#namespaceSelector.matches(pod.namespaceLabels);
    return isInside && this.#podSelector.matches(pod.labels);
  }
}

/** Past this many they are gathered afresh: policies that come and go must not leave theirs behind for ever. */
const LIMIT = 10_000;

export class PodSelections {
  readonly #known = new Map<string, PodSelection>();

  of(pair: SelectorPair): PodSelection {
    const { namespace, namespaceSelector, podSelector } = pair;
    const where = namespaceSelector === undefined ? namespace : JSON.stringify(namespaceSelector);
    const key = `${where}|${JSON.stringify(podSelector ?? {})}`;
    let selection = this.#known.get(key);
    if (selection === undefined) {
      if (this.#known.size >= LIMIT) this.#known.clear();
      selection = new PodSelection(pair);
      this.#known.set(key, selection);
    }
    return selection;
  }
}
