/** `kubectl describe`. Models: k8s.io/kubectl/pkg/cmd/describe/describe.go */
import type { Run } from "../../../../sim/core/wait.ts";
import { findResources } from "../client/builder.ts";
import type { Info } from "../client/info.ts";
import { fetchInfo } from "../client/info.ts";
import { hasFiles, queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { describeObject } from "../describe/index.ts";
import { CommandError, expected, hasStatusReason, throwAll } from "../errors.ts";
import { bool } from "../flags/flag.ts";
import { ALL_NAMESPACES, CHUNK_SIZE, FILENAME_FLAGS, SELECTOR } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";

export const DESCRIBE: Command = {
  name: "describe",
  summary: "Show details of a specific resource or group of resources",
  usage: "(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
  flags: [ALL_NAMESPACES, CHUNK_SIZE, ...FILENAME_FLAGS, SELECTOR, bool("show-events", true)],
  *run(call) {
    if (call.args.length === 0 && !hasFiles(call))
      throw new CommandError(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    const found = yield* findResources(call, queryOf(call, { typeMeansAll: true }));
    const errors = [...found.errors];
    const [first] = errors;
    if (errors.length === 1 && hasStatusReason(first, "NotFound") && call.args.length === 2)
      return yield* describeMatching(call, first as Error);
    const isOne = found.infos.length <= 1 && errors.length === 0;
    const withEvents = call.flags.bool("show-events") && (isOne || call.flags.changed("show-events"));
    let text = "";
    for (const info of found.infos) {
      try {
        const described = yield* describeInfo(call, info, withEvents);
        text += text === "" ? described : `\n\n${described}`;
      } catch (error) {
        errors.push(expected(error));
      }
    }
    if (text !== "") yield* call.print(text);
    if (found.infos.length === 0 && errors.length === 0)
      yield* call.printError(
        call.flags.bool("all-namespaces")
          ? "No resources found\n"
          : `No resources found in ${call.namespace} namespace.\n`,
      );
    throwAll(errors);
  },
};

function* describeInfo(call: Invocation, info: Info, withEvents: boolean): Run<string> {
  const { object } = info.source === "" ? info : yield* fetchInfo(call.client, info);
  return yield* describeObject(call, object, withEvents);
}

/** The name is not one: everything whose name begins with it. */
function* describeMatching(call: Invocation, error: Error): Run<void> {
  const [type, prefix] = call.args as [string, string];
  const found = yield* findResources(call, queryOf(call, { args: [type], typeMeansAll: true, stopAtError: true }));
  throwAll(found.errors);
  const matching = found.infos.filter(({ name }) => name.startsWith(prefix));
  if (matching.length === 0) throw error;
  const withEvents = call.flags.bool("show-events") && call.flags.changed("show-events");
  for (const info of matching) yield* call.print(`${yield* describeObject(call, info.object, withEvents)}\n`);
}
