/**
 * What the generators of `create` have in common: a name, a way to make the object, and how it is sent and told.
 *
 * Models: k8s.io/kubectl/pkg/cmd/create/create.go (CreateSubcommandOptions)
 */
import type { Run } from "../../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { builtWithLastApplied } from "../../apply/last-applied.ts";
import { knownMapping } from "../../client/known-mappings.ts";
import { pathOf } from "../../client/rest-mapper.ts";
import { startUp } from "../../client/start-up.ts";
import type { Command } from "../../command.ts";
import { expected, withPrefix } from "../../errors.ts";
import type { Flag } from "../../flags/flag.ts";
import { DRY_RUN, fieldManager, OUTPUT_FLAGS, SAVE_CONFIG, VALIDATE } from "../../flags/shared.ts";
import type { Invocation } from "../../invocation.ts";
import { Results, writeQuery } from "../../output/results.ts";
import { structOrder } from "../../output/struct-order.ts";

export interface Generator {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly usage: string;
  readonly flags: readonly Flag[];
  readonly required?: readonly string[];
  /** `deployment` in `error: failed to create deployment: …`; absent where errors are told bare. */
  readonly failure?: string;
  /** The object, without a namespace. `name` is the one argument. */
  make(call: Invocation, name: string): Run<Mutable> | Mutable;
}

export function generator(spec: Generator): Command {
  return {
    name: spec.name,
    summary: spec.summary,
    usage: spec.usage,
    ...(spec.aliases === undefined ? {} : { aliases: spec.aliases }),
    ...(spec.required === undefined ? {} : { required: spec.required }),
    flags: [...OUTPUT_FLAGS, DRY_RUN, fieldManager("kubectl-create"), SAVE_CONFIG, VALIDATE, ...spec.flags],
    *run(call) {
      const name = nameOf(call);
      const results = new Results(call, undefined, structOrder);
      const made = spec.make(call, name);
      const object = isRun(made) ? yield* made : made;
      yield* createObject(call, { object, results, ...(spec.failure === undefined ? {} : { failure: spec.failure }) });
    },
  };
}

/** The one argument; what stands behind `--` is a command. */
function nameOf(call: Invocation): string {
  const { args, flags } = call;
  const names = flags.dashAt >= 0 ? args.slice(0, flags.dashAt) : args;
  if (names.length !== 1) throw call.usageError(`exactly one NAME is required, got ${names.length}`);
  return names[0] as string;
}

/** The words behind `--`. */
export function commandWords({ args, flags }: Invocation): readonly string[] {
  return flags.dashAt >= 0 ? args.slice(flags.dashAt) : [];
}

export function* createObject(
  call: Invocation,
  { object, results, failure }: { readonly object: Mutable; readonly results: Results; readonly failure?: string },
): Run<void> {
  const mapping = knownMapping(object.kind);
  const { isNamespaceExplicit } = call.connection;
  const placed =
    mapping.isNamespaced && (isNamespaceExplicit || results.dryRun !== "client")
      ? { ...object, metadata: { ...object.metadata, ...(isNamespaceExplicit ? { namespace: call.namespace } : {}) } }
      : object;
  let created = builtWithLastApplied(placed, call.flags.bool("save-config"));
  if (results.dryRun !== "client") {
    yield* startUp(call.process);
    try {
      created = yield* call.client.request("POST", pathOf(mapping, call.namespace), {
        body: created,
        query: writeQuery(call, results.dryRun),
      });
    } catch (error) {
      const known = expected(error);
      throw failure === undefined ? known : withPrefix(failure, { message: known.message, name: "", stack: "" });
    }
  }
  yield* results.print(created, "created");
}

function isRun(value: Run<Mutable> | Mutable): value is Run<Mutable> {
  return typeof value[Symbol.iterator] === "function";
}
