/**
 * `kubectl rollout`: status, history, undo, restart, pause, resume.
 *
 * Models: k8s.io/kubectl/pkg/cmd/rollout
 */

import { formatRfc3339 } from "../../../../sim/core/time.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { Interrupted } from "../../../../sim/os/signal.ts";
import { findResources } from "../client/builder.ts";
import { forEachResource } from "../client/each.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { pathOf, qualifiedResource } from "../client/rest-mapper.ts";
import { nextEvent } from "../client/watch.ts";
import type { Command } from "../command.ts";
import { CommandError, Exit, expected, throwAll } from "../errors.ts";
import { bool, duration, int } from "../flags/flag.ts";
import { FILENAME_FLAGS, SELECTOR } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { Results } from "../output/results.ts";
import { hasRollouts, rolloutState } from "../rollout/status.ts";
import { missingResource, ROLLOUT_FLAGS, rolloutQuery } from "../rollout/targets.ts";
import { HISTORY } from "./rollout-history.ts";
import { UNDO } from "./rollout-undo.ts";

const STATUS: Command = {
  name: "status",
  summary: "Show the status of the rollout",
  usage: "(TYPE NAME | TYPE/NAME) [flags]",
  flags: [...FILENAME_FLAGS, SELECTOR, int("revision"), duration("timeout"), bool("watch/w", true)],
  *run(call) {
    const missing = missingResource(call);
    if (missing !== null) throw missing;
    if (call.flags.int("revision") < 0)
      throw new CommandError(`revision must be a positive integer: ${call.flags.int("revision")}`);
    call.process.on("INT", "throw");
    try {
      const found = yield* forEachResource(call, rolloutQuery(call), (info) => followRollout(call, info));
      if (found.infos.length === 0) yield* sayNothing(call);
    } catch (error) {
      if (error instanceof Interrupted) throw new Exit(1);
      throw error;
    }
  },
};

function* sayNothing(call: Invocation): Run<void> {
  yield* call.printError(`No resources found in ${call.namespace} namespace.\n`);
}

function* followRollout(call: Invocation, info: Info): Run<void> {
  if (!hasRollouts(info.mapping.kind))
    throw new CommandError(
      `no status viewer has been implemented for ${info.mapping.kind}.${info.mapping.group}`.replace(/\.$/, ""),
    );
  const { flags } = call;
  const timeoutMs = flags.int("timeout");
  const deadlineUs = timeoutMs > 0 ? call.process.nowUs + timeoutMs * 1000 : undefined;
  const path = pathOf(info.mapping, info.namespace);
  const only = ["fieldSelector", `metadata.name=${info.name}`] as const;
  const list = yield* call.client.get(path, { query: [only] });
  for (const item of list.items) if (yield* tellState(call, { ...item, kind: info.mapping.kind })) return;
  if (list.items.length > 0 && !flags.bool("watch")) return;
  const events = yield* call.client.watch(path, {
    query: [only, ["resourceVersion", list.metadata.resourceVersion]],
  });
  try {
    for (;;) {
      const event = yield* nextEvent(events, deadlineUs);
      if (event === null) throw new CommandError("timed out waiting for the condition");
      if (event.type === "DELETED") throw new CommandError("object has been deleted");
      if ((yield* tellState(call, event.object)) || !flags.bool("watch")) return;
    }
  } finally {
    events.close();
  }
}

function* tellState(call: Invocation, object: Mutable): Run<boolean> {
  const state = rolloutState(object, call.flags.int("revision"));
  yield* call.print(state.text);
  return state.isDone;
}

interface Change {
  readonly name: "pause" | "resume" | "restart";
  readonly summary: string;
  /** `paused` */
  readonly operation: string;
  /** The patch, or why there is none. */
  patchOf(info: Info, call: Invocation): Mutable | string;
  readonly whenEmpty?: (info: Info) => string;
}

function changeCommand({ name, summary, operation, patchOf }: Change): Command {
  return {
    name,
    summary,
    usage: "RESOURCE",
    flags: ROLLOUT_FLAGS,
    *run(call) {
      const missing = missingResource(call);
      if (missing !== null) throw missing;
      const results = new Results(call, "none");
      const found = yield* findResources(call, rolloutQuery(call));
      const errors: Error[] = [...found.errors];
      if (found.infos.length === 0 && errors.length === 0) return yield* sayNothing(call);
      for (const info of found.infos) {
        const patch = patchOf(info, call);
        if (typeof patch === "string") {
          errors.push(new CommandError(patch));
          continue;
        }
        try {
          const object = yield* call.client.request("PATCH", pathOfInfo(info), {
            body: patch,
            contentType: "application/strategic-merge-patch+json",
            query: [["fieldManager", call.flags.text("field-manager")]],
          });
          yield* results.print(object, operation);
        } catch (error) {
          errors.push(new CommandError(`failed to patch: ${expected(error).message}`));
        }
      }
      throwAll(errors);
    },
  };
}

function refused(info: Info, why: string): string {
  return `error: ${qualifiedResource(info.mapping)} "${info.name}" ${why}`;
}

const PAUSE = changeCommand({
  name: "pause",
  summary: "Mark the provided resource as paused",
  operation: "paused",
  patchOf(info) {
    if (info.mapping.kind !== "Deployment") return refused(info, "pausing is not supported");
    return info.object.spec?.paused === true ? refused(info, "is already paused") : { spec: { paused: true } };
  },
});

const RESUME = changeCommand({
  name: "resume",
  summary: "Resume a paused resource",
  operation: "resumed",
  patchOf(info) {
    if (info.mapping.kind !== "Deployment") return refused(info, "resuming is not supported");
    return info.object.spec?.paused === true ? { spec: { paused: null } } : refused(info, "is not paused");
  },
});

const RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

const RESTART = changeCommand({
  name: "restart",
  summary: "Restart a resource",
  operation: "restarted",
  patchOf(info, call) {
    if (!hasRollouts(info.mapping.kind)) return refused(info, "restarting is not supported");
    const { spec } = info.object;
    if (spec?.paused === true) return refused(info, "can't restart paused deployment (run rollout resume first)");
    const now = formatRfc3339(call.nowMs);
    if (spec?.template?.metadata?.annotations?.[RESTARTED_AT] === now)
      return `failed to create patch for ${info.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`;
    return { spec: { template: { metadata: { annotations: { [RESTARTED_AT]: now } } } } };
  },
});

export const ROLLOUT: Command = {
  name: "rollout",
  summary: "Manage the rollout of a resource",
  usage: "SUBCOMMAND",
  helpsOnStdout: "failing",
  subcommands: [HISTORY, PAUSE, RESTART, RESUME, STATUS, UNDO],
};
