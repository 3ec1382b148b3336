/**
 * `kubectl create`: objects from files, and from words.
 *
 * Models: k8s.io/kubectl/pkg/cmd/create/create.go
 * SIMPLIFIED: no --edit.
 */
import type { Run } from "../../../../../sim/core/wait.ts";
import { maybeWithLastApplied } from "../../apply/last-applied.ts";
import { forEachResource } from "../../client/each.ts";
import { hasFiles, queryOf } from "../../client/query.ts";
import { pathOf } from "../../client/rest-mapper.ts";
import type { Command } from "../../command.ts";
import { CommandError, expected, withSource } from "../../errors.ts";
import { bool, text } from "../../flags/flag.ts";
import {
  DRY_RUN,
  FILENAME_FLAGS,
  fieldManager,
  OUTPUT_FLAGS,
  RECORD,
  SAVE_CONFIG,
  SELECTOR,
  VALIDATE,
} from "../../flags/shared.ts";
import { helpOf } from "../../help.ts";
import type { Invocation } from "../../invocation.ts";
import { Results, writeQuery } from "../../output/results.ts";
import { withCause } from "../../record.ts";
import { CREATE_CONFIGMAP } from "./configmap.ts";
import { CREATE_DEPLOYMENT } from "./deployment.ts";
import { CREATE_INGRESS } from "./ingress.ts";
import { CREATE_CRONJOB, CREATE_JOB } from "./job.ts";
import { CREATE_CLUSTERROLE, CREATE_CLUSTERROLEBINDING, CREATE_ROLE, CREATE_ROLEBINDING } from "./rbac.ts";
import { CREATE_SECRET } from "./secret.ts";
import { CREATE_SERVICE } from "./service.ts";
import { CREATE_NAMESPACE, CREATE_PDB, CREATE_PRIORITYCLASS, CREATE_QUOTA, CREATE_SERVICEACCOUNT } from "./simple.ts";
import { CREATE_TOKEN } from "./token.ts";

export const CREATE: Command = {
  name: "create",
  summary: "Create a resource from a file or from stdin",
  usage: "-f FILENAME",
  flags: [
    ...FILENAME_FLAGS,
    ...OUTPUT_FLAGS,
    DRY_RUN,
    fieldManager("kubectl-create"),
    RECORD,
    SAVE_CONFIG,
    SELECTOR,
    VALIDATE,
    bool("edit"),
    text("raw"),
    bool("windows-line-endings"),
  ],
  subcommands: [
    CREATE_CLUSTERROLE,
    CREATE_CLUSTERROLEBINDING,
    CREATE_CONFIGMAP,
    CREATE_CRONJOB,
    CREATE_DEPLOYMENT,
    CREATE_INGRESS,
    CREATE_JOB,
    CREATE_NAMESPACE,
    CREATE_PDB,
    CREATE_PRIORITYCLASS,
    CREATE_QUOTA,
    CREATE_ROLE,
    CREATE_ROLEBINDING,
    CREATE_SECRET,
    CREATE_SERVICE,
    CREATE_SERVICEACCOUNT,
    CREATE_TOKEN,
  ],
  *run(call) {
    if (call.args.length > 0) throw call.usageError(`Unexpected args: [${call.args.join(" ")}]`);
    if (!hasFiles(call)) {
      yield* call.printError("Error: must specify one of -f and -k\n\n");
      yield* call.printError(helpOf(call.command, call.path));
      throw new CommandError("", { plain: true });
    }
    if (call.flags.bool("edit")) throw new CommandError("create --edit is not simulated here");
    yield* createFromFiles(call);
  },
};

function* createFromFiles(call: Invocation): Run<void> {
  const results = new Results(call);
  let count = 0;
  const found = yield* forEachResource(call, queryOf(call), function* (info) {
    let object = maybeWithLastApplied(withCause(call, info.object), call.flags.bool("save-config"));
    if (results.dryRun !== "client") {
      try {
        object = yield* call.client.request("POST", pathOf(info.mapping, info.namespace), {
          body: object,
          query: writeQuery(call, results.dryRun),
        });
      } catch (error) {
        throw withSource("creating", info.source, expected(error));
      }
    }
    count++;
    yield* results.print(object, "created");
  });
  if (count === 0 && found.errors.length === 0) throw new CommandError("no objects passed to create");
}
