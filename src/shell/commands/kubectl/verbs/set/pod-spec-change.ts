/**
 * What `set` commands share: they change a Pod template and send the smallest patch.
 *
 * Models: k8s.io/kubectl/pkg/cmd/set/helper.go, pkg/polymorphichelpers/updatepodspec.go
 */
import type { Run } from "../../../../../sim/core/wait.ts";
import { draftOf, type Mutable } from "../../../../../sim/kube/api/objects.ts";
import { isEmptyPatch, patchTypeOf, twoWayPatch } from "../../apply/patcher.ts";
import { findResources } from "../../client/builder.ts";
import { type Info, pathOfInfo } from "../../client/info.ts";
import { queryOf } from "../../client/query.ts";
import { CommandError, expected, throwAll } from "../../errors.ts";
import { bool, type Flag } from "../../flags/flag.ts";
import { DRY_RUN, FILENAME_FLAGS, fieldManager, OUTPUT_FLAGS, RECORD, SELECTOR } from "../../flags/shared.ts";
import type { Invocation } from "../../invocation.ts";
import type { Results } from "../../output/results.ts";
import { withCause } from "../../record.ts";

export const SET_FLAGS: readonly Flag[] = [
  ...FILENAME_FLAGS,
  ...OUTPUT_FLAGS,
  DRY_RUN,
  fieldManager("kubectl-set"),
  RECORD,
  SELECTOR,
  bool("all"),
  bool("local"),
];

/** The Pod spec inside a draft of a workload; null for what has none. */
export function podSpecOf(object: Mutable): Mutable {
  if (object.kind === "Pod") return object.spec;
  if (object.kind === "CronJob") return object.spec?.jobTemplate?.spec?.template?.spec ?? null;
  return object.spec?.template?.spec ?? null;
}

/** `*`, `web`, `web-*`: which containers are meant. */
export function selectContainers(containers: readonly Mutable[] | undefined, pattern: string): Mutable[] {
  const expression = new RegExp(`^${pattern.split("*").map(escapeText).join(".*")}$`);
  return (containers ?? []).filter(({ name }) => expression.test(name));
}

function escapeText(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
}

export interface PodSpecChange {
  readonly args: readonly string[];
  readonly results: Results;
  /** `image updated` */
  readonly operation: string;
  /** `failed to patch image update to pod template: ` */
  readonly failure: string;
  /** Says so and sends its patch even when nothing is different. */
  readonly always?: boolean;
  /** Changes a draft; what it cannot do goes to `errors`. */
  change(draft: Mutable, info: Info, errors: Error[]): Run<void> | void;
}

/** Without a server the kind is all that is known. */
export function nameIn(call: Invocation, { mapping, name }: Info): string {
  return `${call.flags.boolOr("local", false) ? mapping.kind.toLowerCase() : mapping.resource}/${name}`;
}

export function* changePodSpecs(call: Invocation, change: PodSpecChange): Run<void> {
  const found = yield* findResources(
    call,
    queryOf(call, { args: change.args, latest: !call.flags.boolOr("local", false) }),
  );
  throwAll(found.errors);
  const errors: Error[] = [];
  for (const info of found.infos) {
    try {
      const draft = draftOf(info.object);
      if (podSpecOf(draft) === null) {
        errors.push(
          new CommandError(
            `error: ${nameIn(call, info)} the object is not a pod or does not have a pod template: *${info.mapping.version}.${info.mapping.kind}\n`,
          ),
        );
        continue;
      }
      const run = change.change(draft, info, errors);
      if (run !== undefined) yield* run;
      yield* send(call, { info, draft: withCause(call, draft), change, errors });
    } catch (error) {
      errors.push(expected(error));
    }
  }
  throwAll(errors);
}

function* send(
  call: Invocation,
  {
    info,
    draft,
    change,
    errors,
  }: { readonly info: Info; readonly draft: Mutable; readonly change: PodSpecChange; readonly errors: Error[] },
): Run<void> {
  const patch = twoWayPatch(info, info.object, draft);
  if (isEmptyPatch(patch) && change.always !== true) return;
  const { results } = change;
  if (results.dryRun === "client" || call.flags.bool("local")) return yield* results.print(draft, change.operation);
  let object: Mutable;
  try {
    object = yield* call.client.request("PATCH", pathOfInfo(info), {
      body: patch,
      contentType: patchTypeOf(info),
      query: [
        ["fieldManager", call.flags.text("field-manager")],
        ...(results.dryRun === "server" ? ([["dryRun", "All"]] as const) : []),
      ],
    });
  } catch (error) {
    errors.push(new CommandError(`${change.failure}${expected(error).message}`));
    return;
  }
  yield* results.print(object, change.operation);
}
