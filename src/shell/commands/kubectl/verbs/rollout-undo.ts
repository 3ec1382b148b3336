/** `kubectl rollout undo`. Models: k8s.io/kubectl/pkg/cmd/rollout/rollout_undo.go, pkg/polymorphichelpers/rollback.go */
import type { Run } from "../../../../sim/core/wait.ts";
import { type Mutable, sameJson } from "../../../../sim/kube/api/objects.ts";
import { LAST_APPLIED, lastAppliedOf } from "../apply/last-applied.ts";
import { forEachResource } from "../client/each.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import type { Command } from "../command.ts";
import { CommandError, expected } from "../errors.ts";
import { int } from "../flags/flag.ts";
import { DRY_RUN } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { Results } from "../output/results.ts";
import { REVISION, type Revision, revisionsOf } from "../rollout/history.ts";
import { hasRollouts } from "../rollout/status.ts";
import { missingResource, notVisited, ROLLOUT_FLAGS, rolloutQuery } from "../rollout/targets.ts";
import { templateText } from "./rollout-history.ts";

export const UNDO: Command = {
  name: "undo",
  summary: "Undo a previous rollout",
  usage: "(TYPE NAME | TYPE/NAME) [flags]",
  flags: [...ROLLOUT_FLAGS.filter(({ name }) => name !== "field-manager"), DRY_RUN, int("to-revision")],
  *run(call) {
    const missing = missingResource(call);
    if (missing !== null) throw missing;
    const results = new Results(call);
    yield* forEachResource(call, rolloutQuery(call), function* (info) {
      if (lastAppliedOf(info.object) !== null) yield* call.printError(managedByApply(info));
      if (!hasRollouts(info.mapping.kind)) throw notVisited("rollbacker", info);
      const done = yield* rollBack(call, info, results);
      yield* results.print(info.object, done);
    });
  },
};

function managedByApply({ mapping, name }: Info): string {
  return `Warning: resource ${mapping.resource}/${name} was previously managed with 'kubectl apply'. Rolling back will not update the ${LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.\n`;
}

/** What was done, as the results say it. */
function* rollBack(call: Invocation, info: Info, results: Results): Run<string> {
  const wanted = call.flags.int("to-revision");
  if (wanted < 0) throw new CommandError(`unable to find specified revision ${wanted} in history`);
  const revisions = yield* revisionsOf(call, info);
  const target = targetOf(info, revisions, wanted);
  if (results.dryRun === "client") return templateText(target.template);
  if (info.object.spec.paused === true)
    throw new CommandError(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  const template = withoutHash(target.template);
  if (sameJson(template, withoutHash(info.object.spec.template)))
    return `skipped rollback (current template already matches revision ${wanted})`;
  try {
    yield* call.client.request("PATCH", pathOfInfo(info), {
      ...rollbackPatch(info, target, template),
      query: results.dryRun === "server" ? [["dryRun", "All"]] : [],
    });
  } catch (error) {
    throw new CommandError(`failed restoring revision ${wanted}: ${expected(error).message}`);
  }
  return "rolled back";
}

function targetOf(info: Info, revisions: readonly Revision[], wanted: number): Revision {
  if (wanted > 0) {
    const found = revisions.find(({ number }) => number === wanted);
    if (found === undefined) throw new CommandError(`unable to find specified revision ${wanted} in history`);
    return found;
  }
  const previous = revisions.at(-2);
  if (previous === undefined)
    throw new CommandError(
      info.mapping.kind === "Deployment"
        ? `no rollout history found for deployment "${info.name}"`
        : "no last revision to roll back to",
    );
  return previous;
}

function withoutHash(template: Mutable): Mutable {
  const { "pod-template-hash": _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

const KEPT = [
  LAST_APPLIED,
  REVISION,
  "deployment.kubernetes.io/revision-history",
  "deployment.kubernetes.io/desired-replicas",
  "deployment.kubernetes.io/max-replicas",
  "deprecated.deployment.rollback.to",
];

function rollbackPatch(info: Info, target: Revision, template: Mutable): { body: Mutable; contentType: string } {
  if (info.mapping.kind !== "Deployment")
    return { body: target.owned.data, contentType: "application/strategic-merge-patch+json" };
  const annotations: Record<string, string> = {};
  const mine = info.object.metadata.annotations ?? {};
  for (const name of KEPT) if (mine[name] !== undefined) annotations[name] = mine[name];
  for (const [name, value] of Object.entries<string>(target.owned.metadata.annotations ?? {}))
    if (!KEPT.includes(name)) annotations[name] = value;
  return {
    body: [
      { op: "replace", path: "/spec/template", value: template },
      { op: "replace", path: "/metadata/annotations", value: annotations },
    ],
    contentType: "application/json-patch+json",
  };
}
