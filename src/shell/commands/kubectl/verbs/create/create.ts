/**
 * `kubectl create`: objects from files, and from words.
 *
 * Models: k8s.io/kubectl/pkg/cmd/create/create.go
 * SIMPLIFIED: no --edit.
 */
import { decodeUtf8 } from "../../../../../sim/core/utf8.ts";
import type { Run } from "../../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { maybeWithLastApplied } from "../../apply/last-applied.ts";
import { forEachResource } from "../../client/each.ts";
import type { Info } from "../../client/info.ts";
import { hasFiles, queryOf } from "../../client/query.ts";
import { pathOf } from "../../client/rest-mapper.ts";
import type { Command } from "../../command.ts";
import { CommandError, expected, goQuote, withSource } from "../../errors.ts";
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
import { editObjects } from "../editor.ts";
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
    if (call.flags.text("raw") !== "") return yield* createRaw(call);
    yield* createFromFiles(call);
  },
};

function* createRaw(call: Invocation): Run<void> {
  const { flags, process } = call;
  const raw = flags.text("raw");
  if (flags.list("filename").length !== 1) throw new CommandError("--raw can only use a single local file or stdin");
  if (flags.text("selector") !== "" || flags.bool("edit"))
    throw new CommandError(
      "--raw may not be specified with other flags that filter the server request or alter the output",
    );
  if (!raw.startsWith("/"))
    throw new CommandError(`--raw must be a valid URL path: parse ${goQuote(raw)}: invalid URI for request`);
  const [file] = flags.list("filename") as [string];
  const body = file === "-" ? decodeUtf8(yield* process.readToEnd(0)) : process.machine.fs.readText(file, process.cwd);
  yield* call.print(yield* call.client.raw("POST", raw, { body }));
}

function* createFromFiles(call: Invocation): Run<void> {
  const results = new Results(call);
  let count = 0;
  const found = yield* forEachResource(call, queryOf(call), function* (info) {
    count++;
    if (!call.flags.bool("edit")) return yield* createOne(call, info, { object: info.object, results });
    yield* editObjects(call, {
      infos: [info],
      *save(objects) {
        for (const object of objects) yield* createOne(call, info, { object, results });
      },
    });
  });
  if (count === 0 && found.errors.length === 0) throw new CommandError("no objects passed to create");
}

function* createOne(
  call: Invocation,
  info: Info,
  { object: wanted, results }: { readonly object: Mutable; readonly results: Results },
): Run<void> {
  let object = maybeWithLastApplied(withCause(call, wanted), call.flags.bool("save-config"));
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
  yield* results.print(object, "created");
}
