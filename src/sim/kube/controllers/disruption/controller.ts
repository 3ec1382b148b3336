/**
 * Counts for every PodDisruptionBudget how many of its Pods are well and how many could be spared.
 *
 * Models: pkg/controller/disruption/disruption.go
 * SIMPLIFIED: percentages are taken of the Pods that exist, where upstream asks their controllers; unhealthyPodEvictionPolicy
 * is stored only.
 */
import type { Informer } from "../../api/client.ts";
import { sameJson } from "../../api/objects.ts";
import { selectorOf } from "../../api/selectors.ts";
import type { Pod, PodDisruptionBudget, PodDisruptionBudgetStatus } from "../../schema/types.ts";
import { type Controller, type ControllerContext, keyOf, splitKey } from "../controller.ts";
import { hasEnded, isReady } from "../pod-condition.ts";

const POD_LATENCY_US = 20_000;

export const disruptionController: Controller = {
  name: "disruption-controller",
  start(context) {
    const { client } = context;
    const budgets = client.informer<PodDisruptionBudget>("poddisruptionbudgets");
    const pods = client.informer<Pod>("pods");
    const queue = context.queue((key) => reconcile(context, { key, budgets, pods }));
    budgets.onChange(({ object }) => queue.add(keyOf(object)));
    pods.onChange(({ object }) => {
      for (const budget of budgets.list(object.metadata.namespace))
        if (selectorOf(budget.spec.selector).matches(object.metadata.labels))
          queue.addAfter(keyOf(budget), POD_LATENCY_US);
    });
  },
};

interface Look {
  readonly key: string;
  readonly budgets: Informer<PodDisruptionBudget>;
  readonly pods: Informer<Pod>;
}

function reconcile(context: ControllerContext, { key, budgets, pods }: Look): void {
  const { namespace, name } = splitKey(key);
  const budget = budgets.get(namespace, name);
  if (budget === undefined || budget.metadata.deletionTimestamp !== undefined) return;
  const selector = selectorOf(budget.spec.selector);
  const covered = pods.list(namespace).filter((pod) => !hasEnded(pod) && selector.matches(pod.metadata.labels));
  const currentHealthy = covered.filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined).length;
  const expectedPods = covered.length;
  const desiredHealthy = desiredOf(budget, expectedPods);
  const disruptionsAllowed = expectedPods === 0 ? 0 : Math.max(currentHealthy - desiredHealthy, 0);
  const status: PodDisruptionBudgetStatus = {
    conditions: [conditionOf(budget, disruptionsAllowed > 0, context.server.writer.now())],
    currentHealthy,
    desiredHealthy,
    disruptionsAllowed,
    expectedPods,
    observedGeneration: budget.metadata.generation ?? 0,
  };
  if (!sameJson(status, budget.status))
    context.client.updateStatus("poddisruptionbudgets", { ...budget, status } as PodDisruptionBudget);
}

function desiredOf({ spec }: PodDisruptionBudget, expected: number): number {
  const amount = (value: number | string): number =>
    typeof value === "number" ? value : Math.ceil((expected * Number.parseInt(value, 10)) / 100);
  if (spec.minAvailable !== undefined) return amount(spec.minAvailable);
  return spec.maxUnavailable === undefined ? 0 : Math.max(expected - amount(spec.maxUnavailable), 0);
}

function conditionOf(
  { metadata, status }: PodDisruptionBudget,
  isAllowed: boolean,
  now: string,
): NonNullable<PodDisruptionBudgetStatus["conditions"]>[number] {
  const before = status?.conditions?.find(({ type }) => type === "DisruptionAllowed");
  const value = isAllowed ? "True" : "False";
  return {
    type: "DisruptionAllowed",
    status: value,
    reason: isAllowed ? "SufficientPods" : "InsufficientPods",
    message: "",
    observedGeneration: metadata.generation ?? 0,
    lastTransitionTime: before?.status === value ? before.lastTransitionTime : now,
  };
}
