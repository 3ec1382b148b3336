/** `kubectl auth`. Models: k8s.io/kubectl/pkg/cmd/auth */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Command } from "../command.ts";
import { CommandError, Exit } from "../errors.ts";
import { bool, text } from "../flags/flag.ts";
import { ALL_NAMESPACES, OUTPUT_FLAGS } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { noSuchFormat, objectPrinter } from "../output/formats.ts";
import { TabWriter } from "../output/tab-writer.ts";
import { compactRules, ruleCells } from "../rbac/policy-rules.ts";
import { RECONCILE } from "./auth-reconcile.ts";

const API = "authorization.k8s.io/v1";

const VERBS: readonly string[] =
  "get list watch create update patch delete deletecollection use bind impersonate approve sign escalate attest *".split(
    " ",
  );
const PATH_VERBS: readonly string[] = "get put post head options delete patch *".split(" ");

const CAN_I: Command = {
  name: "can-i",
  summary: "Check whether an action is allowed",
  usage: "VERB [TYPE | TYPE/NAME | NONRESOURCEURL]",
  flags: [ALL_NAMESPACES, bool("list"), bool("no-headers"), bool("quiet/q"), text("subresource")],
  *run(call) {
    const { flags, args } = call;
    if (flags.bool("list")) {
      if (args.length !== 0) throw new CommandError("list option must be specified with no arguments");
      return yield* listRules(call);
    }
    if (args.length !== 2)
      throw new CommandError(
        `you must specify two arguments: verb resource or verb resource/resourceName.\nSee '${call.path} -h' for help and examples.`,
      );
    yield* canI(call, args[0] as string, args[1] as string);
  },
};

function* canI(call: Invocation, verb: string, what: string): Run<void> {
  const { flags } = call;
  const isPath = what.startsWith("/");
  const spec = isPath
    ? { nonResourceAttributes: { path: what, verb } }
    : { resourceAttributes: yield* attributesOf(call, verb, what) };
  if (!(isPath ? PATH_VERBS : VERBS).includes(verb))
    yield* call.printError(`Warning: verb '${verb}' is not a known verb\n\n`);
  const review = yield* call.client.request("POST", `/apis/${API}/selfsubjectaccessreviews`, {
    body: { apiVersion: API, kind: "SelfSubjectAccessReview", metadata: {}, spec },
  });
  const { allowed, reason = "", evaluationError = "" } = review.status ?? {};
  if (!flags.bool("quiet")) {
    const why = `${reason === "" ? "" : ` - ${reason}`}${evaluationError === "" ? "" : ` - ${evaluationError}`}`;
    yield* call.print(allowed === true ? "yes\n" : `no${why}\n`);
  }
  if (allowed !== true) throw new Exit(1);
}

function* attributesOf(call: Invocation, verb: string, what: string): Run<Mutable> {
  const { flags } = call;
  const [typed, name = ""] = what.split("/") as [string, string | undefined];
  const mapper = yield* call.mapper();
  const mapping = typed === "*" ? undefined : mapper.tryFind(typed);
  const namespace = flags.bool("all-namespaces") ? "" : call.namespace;
  if (mapping === undefined && typed !== "*") {
    const [resource, ...group] = typed.split(".");
    const inGroup = group.length > 0 ? ` in group '${group.join(".")}'` : "";
    yield* call.printError(`Warning: the server doesn't have a resource type '${resource}'${inGroup}\n\n`);
  } else if (mapping !== undefined && !mapping.isNamespaced && !flags.bool("all-namespaces"))
    yield* call.printError(
      `Warning: resource '${mapping.resource}' is not namespace scoped${mapping.group === "" ? "" : ` in group '${mapping.group}'`}\n\n`,
    );
  return {
    group: mapping?.group ?? (typed.includes(".") ? typed.slice(typed.indexOf(".") + 1) : ""),
    name,
    namespace,
    resource: mapping?.resource ?? typed.split(".")[0],
    subresource: flags.text("subresource"),
    verb,
  };
}

function* listRules(call: Invocation): Run<void> {
  const review = yield* call.client.request("POST", `/apis/${API}/selfsubjectrulesreviews`, {
    body: { apiVersion: API, kind: "SelfSubjectRulesReview", metadata: {}, spec: { namespace: call.namespace } },
  });
  const { resourceRules = [], nonResourceRules = [] } = review.status ?? {};
  const writer = new TabWriter();
  if (!call.flags.bool("no-headers")) writer.line(["Resources", "Non-Resource URLs", "Resource Names", "Verbs"]);
  for (const rule of compactRules([...resourceRules, ...nonResourceRules])) writer.line(ruleCells(rule));
  yield* call.print(writer.flush());
}

const WHOAMI: Command = {
  name: "whoami",
  summary: "Experimental: Check self subject attributes",
  usage: "",
  flags: OUTPUT_FLAGS,
  *run(call) {
    const review = yield* call.client.request("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {
      body: { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview", metadata: {} },
    });
    const output = call.flags.text("output");
    const print = output === "" ? null : objectPrinter(call);
    if (output !== "" && print === null) throw noSuchFormat(output);
    yield* call.print(print === null ? whoamiTable(review.status?.userInfo ?? {}) : print(review));
  },
};

function whoamiTable({ username = "", uid = "", groups = [], extra = {} }: Mutable): string {
  const writer = new TabWriter();
  writer.line(["ATTRIBUTE", "VALUE"]);
  if (username !== "") writer.line(["Username", username]);
  if (uid !== "") writer.line(["UID", uid]);
  if (groups.length > 0) writer.line(["Groups", `[${groups.join(" ")}]`]);
  for (const key of Object.keys(extra).sort()) writer.line([`Extra: ${key}`, `[${extra[key].join(" ")}]`]);
  return writer.flush();
}

export const AUTH: Command = {
  name: "auth",
  summary: "Inspect authorization",
  usage: "[flags]",
  subcommands: [CAN_I, RECONCILE, WHOAMI],
};
