/** `kubectl wait`. Models: k8s.io/kubectl/pkg/cmd/wait */
import type { Run } from "../../../../sim/core/wait.ts";
import { Interrupted } from "../../../../sim/os/signal.ts";
import { findResources, type ResourceQuery } from "../client/builder.ts";
import { queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { CommandError, Exit, expected, goQuote, hasStatusReason, throwAll } from "../errors.ts";
import { bool, duration, list, slice } from "../flags/flag.ts";
import { ALL_NAMESPACES, FIELD_SELECTOR, OUTPUT_FLAGS, SELECTOR } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { Results } from "../output/results.ts";
import { parseCondition, type WaitCondition } from "../wait/condition.ts";
import { waitForCondition } from "../wait/watcher.ts";

const WEEK_MS = 168 * 3_600_000;

export const WAIT: Command = {
  name: "wait",
  summary: "Wait for a specific condition on one or many resources",
  usage:
    "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  flags: [
    ALL_NAMESPACES,
    FIELD_SELECTOR,
    ...OUTPUT_FLAGS,
    SELECTOR,
    bool("all"),
    slice("filename/f"),
    list("for"),
    bool("local"),
    bool("recursive/R", true),
    duration("timeout", 30_000),
  ],
  *run(call) {
    const results = new Results(call, "none");
    const conditions = conditionsOf(call);
    call.process.on("INT", "throw");
    try {
      yield* waitForAll(call, conditions, results);
    } catch (error) {
      if (error instanceof Interrupted) throw new Exit(1);
      throw error;
    }
  },
};

function conditionsOf(call: Invocation): WaitCondition[] {
  const words = call.flags.list("for");
  if (words.length === 0) throw new CommandError("unrecognized condition: []");
  return words.map((word) => {
    const condition = parseCondition(word);
    if (condition === null) throw new CommandError(`unrecognized condition: ${goQuote(word)}`);
    return condition;
  });
}

function* waitForAll(call: Invocation, conditions: readonly WaitCondition[], results: Results): Run<void> {
  const timeoutMs = call.flags.int("timeout") < 0 ? WEEK_MS : call.flags.int("timeout");
  const deadlineUs = call.process.nowUs + timeoutMs * 1000;
  const isForDelete = conditions.some(({ type }) => type === "delete");
  const query = queryOf(call, { unread: true, recursive: call.flags.bool("recursive") });
  if (conditions.some(({ type }) => type === "create")) yield* waitForCreation(call, query, deadlineUs);
  const found = yield* findResources(call, isForDelete ? query : { ...query, latest: false });
  const errors: Error[] = found.errors.filter((error) => !(isForDelete && hasStatusReason(error, "NotFound")));
  if (found.infos.length === 0 && errors.length === 0 && !isForDelete)
    throw new CommandError("no matching resources found");
  for (const info of found.infos) {
    try {
      for (const condition of conditions) {
        const met = yield* waitForCondition(call, { info, condition, deadlineUs, timeoutMs });
        if (condition.type !== "create" && met !== null) yield* results.print(met, "condition met");
        else if (condition.type === "create" && met !== null) yield* results.print(met, "condition met");
      }
    } catch (error) {
      const known = expected(error);
      if (!(isForDelete && hasStatusReason(known, "NotFound"))) errors.push(known);
    }
  }
  throwAll(errors);
}

const POLL_US = 500_000;

function* waitForCreation(call: Invocation, query: ResourceQuery, deadlineUs: number): Run<void> {
  for (;;) {
    const found = yield* findResources(call, { ...query, unread: false });
    const failed = found.errors.filter((error) => !hasStatusReason(error, "NotFound"));
    throwAll(failed);
    if (found.infos.length > 0 && found.errors.length === 0) return;
    if (call.process.nowUs >= deadlineUs) throw new CommandError("timed out waiting for the condition");
    yield* call.process.sleep(POLL_US);
  }
}
