/** `kubectl rollout history`. Models: k8s.io/kubectl/pkg/cmd/rollout/rollout_history.go */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { forEachResource } from "../client/each.ts";
import { type Info, nameOfInfo } from "../client/info.ts";
import type { Command } from "../command.ts";
import { Description } from "../describe/description.ts";
import { describePodTemplate } from "../describe/pod-template.ts";
import { CommandError } from "../errors.ts";
import { int } from "../flags/flag.ts";
import type { Invocation } from "../invocation.ts";
import { noSuchFormat, objectPrinter } from "../output/formats.ts";
import { TabWriter } from "../output/tab-writer.ts";
import { CHANGE_CAUSE, type Revision, revisionsOf } from "../rollout/history.ts";
import { hasRollouts } from "../rollout/status.ts";
import { missingResource, notVisited, ROLLOUT_FLAGS, rolloutQuery } from "../rollout/targets.ts";

export const HISTORY: Command = {
  name: "history",
  summary: "View rollout history",
  usage: "(TYPE NAME | TYPE/NAME) [flags]",
  flags: [...ROLLOUT_FLAGS.filter(({ name }) => name !== "field-manager"), int("revision")],
  *run(call) {
    const missing = missingResource(call);
    if (missing !== null) throw missing;
    const wanted = call.flags.int("revision");
    if (wanted < 0) throw new CommandError(`revision must be a positive integer: ${wanted}`);
    const output = call.flags.text("output");
    const print = output === "" ? null : objectPrinter(call);
    if (output !== "" && print === null) throw noSuchFormat(output);
    yield* forEachResource(call, rolloutQuery(call), function* (info) {
      if (!hasRollouts(info.mapping.kind)) throw notVisited("history", info);
      const revisions = yield* revisionsOf(call, info);
      if (print === null) return yield* call.print(historyText(info, revisions, wanted));
      for (const { owned } of chosen(revisions, wanted)) yield* call.print(print(owned));
    });
  },
};

function chosen(revisions: readonly Revision[], wanted: number): readonly Revision[] {
  if (wanted === 0) return revisions;
  const found = revisions.filter(({ number }) => number === wanted);
  if (found.length === 0) throw new CommandError("unable to find the specified revision");
  return found;
}

function historyText(info: Info, revisions: readonly Revision[], wanted: number): string {
  const name = nameOfInfo(info);
  if (revisions.length === 0) return `${name} \nNo rollout history found.\n`;
  if (wanted > 0) {
    const [revision] = chosen(revisions, wanted) as [Revision];
    return `${name} with revision #${wanted}\n${templateText(withCause(revision))}\n`;
  }
  const writer = new TabWriter({ minWidth: 0, padding: 2 });
  writer.line(["REVISION", "CHANGE-CAUSE"]);
  for (const { number, changeCause } of revisions) writer.line([String(number), changeCause || "<none>"]);
  return `${name} \n${writer.flush()}\n`;
}

function withCause({ template, changeCause }: Revision): Mutable {
  if (changeCause === "") return template;
  const annotations = { ...template.metadata?.annotations, [CHANGE_CAUSE]: changeCause };
  return { ...template, metadata: { ...template.metadata, annotations } };
}

/** A Pod template as `describe` shows it, without alignment. */
export function templateText(template: Mutable): string {
  const description = new Description();
  describePodTemplate(description, template);
  return description.unaligned();
}

export type HistoryRun = (call: Invocation) => Run<void>;
