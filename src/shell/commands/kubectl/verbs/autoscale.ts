/** `kubectl autoscale`. Models: k8s.io/kubectl/pkg/cmd/autoscale/autoscale.go */
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { isQuantity } from "../../../../sim/kube/api/quantity.ts";
import { builtWithLastApplied } from "../apply/last-applied.ts";
import { forEachResource } from "../client/each.ts";
import type { Info } from "../client/info.ts";
import { knownMapping } from "../client/known-mappings.ts";
import { queryOf } from "../client/query.ts";
import { apiVersionOf, pathOf } from "../client/rest-mapper.ts";
import type { Command } from "../command.ts";
import { CommandError, hasStatusReason } from "../errors.ts";
import { int, text } from "../flags/flag.ts";
import { DRY_RUN, FILENAME_FLAGS, fieldManager, OUTPUT_FLAGS, RECORD, SAVE_CONFIG } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { Results, writeQuery } from "../output/results.ts";
import { structOrder } from "../output/struct-order.ts";
import { withCause } from "../record.ts";

export const AUTOSCALE: Command = {
  name: "autoscale",
  summary: "Auto-scale a deployment, replica set, stateful set, or replication controller",
  usage: "(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]",
  flags: [
    ...FILENAME_FLAGS,
    ...OUTPUT_FLAGS,
    DRY_RUN,
    fieldManager("kubectl-autoscale"),
    RECORD,
    SAVE_CONFIG,
    text("cpu"),
    int("cpu-percent", -1, {
      hidden: true,
      deprecated:
        "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    }),
    int("max", -1),
    text("memory"),
    int("min", -1),
    text("name"),
  ],
  required: ["max"],
  *run(call) {
    const { flags } = call;
    const results = new Results(call, undefined, structOrder);
    const [least, most] = [flags.int("min"), flags.int("max")];
    if (most < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${most}`);
    if (most < least)
      throw new CommandError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${most}, min: ${least}`);
    const metrics = metricsOf(call);
    yield* forEachResource(call, queryOf(call), function* (info) {
      if (!["Deployment", "ReplicaSet", "StatefulSet", "ReplicationController"].includes(info.mapping.kind))
        throw new CommandError(`cannot autoscale a ${qualifiedName(info)}`);
      let object = autoscalerOf(call, info, metrics);
      if (results.dryRun !== "client") {
        try {
          object = yield* call.client.request("POST", pathOf(knownMapping("HorizontalPodAutoscaler"), call.namespace), {
            body: builtWithLastApplied(withCause(call, object), flags.bool("save-config")),
            query: writeQuery(call, results.dryRun),
          });
        } catch (error) {
          if (hasStatusReason(error, "Invalid") || canBeOfOldKind(call)) throw error;
          throw new CommandError(
            "failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input",
          );
        }
      }
      yield* results.print(object, "autoscaled");
    });
  },
};

/** Refused, it is tried again as autoscaling/v1, which knows only the use of CPU; without that kubectl says so. */
function canBeOfOldKind({ flags }: Invocation): boolean {
  return flags.text("cpu") !== "" || flags.text("memory") !== "";
}

function qualifiedName({ mapping }: Info): string {
  return mapping.group === "" ? mapping.kind : `${mapping.kind}.${mapping.group}`;
}

function metricsOf({ flags }: Invocation): Mutable[] {
  const metrics: Mutable[] = [];
  if (flags.changed("cpu-percent")) {
    if (flags.changed("cpu")) throw new CommandError("--cpu-percent and --cpu are mutually exclusive");
    if (flags.int("cpu-percent") > 0) metrics.push(metric("cpu", `${flags.int("cpu-percent")}%`));
  }
  for (const name of ["cpu", "memory"]) {
    const amount = flags.text(name);
    if (amount === "") continue;
    if (!/^\d+%?$/.test(amount) && !isQuantity(amount))
      throw new CommandError(`invalid ${name === "cpu" ? "CPU" : "memory"} metric ${amount}`);
    metrics.push(metric(name, amount));
  }
  return metrics;
}

function metric(name: string, amount: string): Mutable {
  const target = amount.endsWith("%")
    ? { averageUtilization: Number(amount.slice(0, -1)), type: "Utilization" }
    : { averageValue: amount, type: "AverageValue" };
  return { resource: { name, target }, type: "Resource" };
}

function autoscalerOf({ flags, connection }: Invocation, info: Info, metrics: readonly Mutable[]): Mutable {
  const least = flags.int("min");
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: {
      name: flags.text("name") || info.name,
      ...(connection.isNamespaceExplicit ? { namespace: connection.namespace } : {}),
    },
    spec: {
      maxReplicas: flags.int("max"),
      ...(metrics.length > 0 ? { metrics } : {}),
      ...(least > 0 ? { minReplicas: least } : {}),
      scaleTargetRef: { apiVersion: apiVersionOf(info.mapping), kind: info.mapping.kind, name: info.name },
    },
    status: { currentMetrics: null, desiredReplicas: 0 },
  };
}
