/** `kubectl set`. Models: k8s.io/kubectl/pkg/cmd/set */
import type { Run } from "../../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { type LabelSelector, parseSelector, SelectorError } from "../../../../../sim/kube/api/selectors.ts";
import { findResources } from "../../client/builder.ts";
import { forEachResource } from "../../client/each.ts";
import { pathOfInfo } from "../../client/info.ts";
import { hasFiles, queryOf } from "../../client/query.ts";
import type { Command } from "../../command.ts";
import { CommandError, goQuote, throwAll } from "../../errors.ts";
import { bool, list, text } from "../../flags/flag.ts";
import { parsePairs } from "../../generate/pairs.ts";
import type { Invocation } from "../../invocation.ts";
import { Results, writeQuery } from "../../output/results.ts";
import { parseResourceList } from "../create/simple.ts";
import { splitArgs } from "../label.ts";
import { changePodSpecs, podSpecOf, SET_FLAGS, selectContainers } from "./pod-spec-change.ts";
import { ENV } from "./set-env.ts";

const IMAGE: Command = {
  name: "image",
  summary: "Update the image of a pod template",
  usage: "(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N",
  flags: SET_FLAGS,
  *run(call) {
    const results = new Results(call);
    const { resources, words } = splitArgs(call.args, "image");
    const images = parsePairs(words, "image").set;
    throwAll(
      (yield* findResources(call, queryOf(call, { args: resources, latest: !call.flags.bool("local") }))).errors,
    );
    checkImages(call, resources, images);
    yield* changePodSpecs(call, {
      args: resources,
      results,
      operation: "image updated",
      failure: "failed to patch image update to pod template: ",
      change(draft, _info, errors) {
        const spec = podSpecOf(draft);
        for (const [name, image] of Object.entries(images)) {
          const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
          const meant = containers.filter((container) => name === "*" || container.name === name);
          for (const container of meant) container.image = image;
          if (meant.length === 0)
            errors.push(new CommandError(`error: unable to find container named ${goQuote(name)}`));
        }
      },
    });
  },
};

function checkImages(call: Invocation, resources: readonly string[], images: Readonly<Record<string, string>>): void {
  const errors: Error[] = [];
  const names = Object.keys(images);
  if (call.flags.bool("all") && call.flags.text("selector") !== "")
    errors.push(new CommandError("cannot set --all and --selector at the same time"));
  if (resources.length === 0 && !hasFiles(call))
    errors.push(new CommandError("one or more resources must be specified as <resource> <name> or <resource>/<name>"));
  if (names.length === 0) errors.push(new CommandError("at least one image update is required"));
  else if (names.length > 1 && names.includes("*"))
    errors.push(
      new CommandError(
        "all containers are already specified by *, but saw more than one container_name=container_image pairs",
      ),
    );
  throwAll(errors);
}

const RESOURCES: Command = {
  name: "resources",
  summary: "Update resource requests/limits on objects with pod templates",
  usage: "(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]",
  flags: [...SET_FLAGS, text("containers/c", "*"), text("limits"), text("requests")],
  *run(call) {
    const { flags } = call;
    const results = new Results(call);
    throwAll((yield* findResources(call, queryOf(call, { latest: !call.flags.bool("local") }))).errors);
    if (flags.text("limits") === "" && flags.text("requests") === "")
      throw new CommandError("you must specify an update to requests or limits (in the form of --requests/--limits)");
    const [limits, requests] = [parseResourceList(flags.text("limits")), parseResourceList(flags.text("requests"))];
    yield* changePodSpecs(call, {
      args: call.args,
      results,
      operation: "resource requirements updated",
      failure: "failed to patch resources update to pod template ",
      change(draft, _info, errors) {
        const spec = podSpecOf(draft);
        const pattern = flags.text("containers");
        const meant = [
          ...selectContainers(spec.containers, pattern),
          ...selectContainers(spec.initContainers, pattern),
        ];
        if (meant.length === 0) errors.push(new CommandError(`error: unable to find container named ${pattern}`));
        for (const container of meant) {
          const before = container.resources ?? {};
          container.resources = {
            ...before,
            ...(Object.keys(limits).length > 0 ? { limits: { ...before.limits, ...limits } } : {}),
            ...(Object.keys(requests).length > 0 ? { requests: { ...before.requests, ...requests } } : {}),
          };
        }
      },
    });
  },
};

const SERVICEACCOUNT: Command = {
  name: "serviceaccount",
  aliases: ["sa"],
  summary: "Update the service account of a resource",
  usage: "(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT",
  flags: SET_FLAGS.filter(({ name }) => name !== "selector"),
  *run(call) {
    if (call.args.length === 0) throw new CommandError("serviceaccount is required");
    const results = new Results(call);
    const name = call.args.at(-1) as string;
    yield* changePodSpecs(call, {
      args: call.args.slice(0, -1),
      results,
      operation: "serviceaccount updated",
      failure: "failed to patch ServiceAccountName ",
      always: true,
      change(draft) {
        podSpecOf(draft).serviceAccountName = name;
      },
    });
  },
};

const SELECTOR: Command = {
  name: "selector",
  summary: "Set the selector on a resource",
  usage: "(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]",
  flags: [
    ...SET_FLAGS.filter(({ name }) => !["selector", "kustomize", "recursive"].includes(name)),
    bool("recursive/R", true),
    text("resource-version"),
  ],
  *run(call) {
    const results = new Results(call);
    const query = queryOf(call, { args: call.args.slice(0, -1), latest: true });
    if (call.args.length === 0) throw new CommandError("one selector is required");
    const version = call.flags.text("resource-version");
    yield* forEachResource(call, query, function* (info) {
      if (info.mapping.kind !== "Service") throw new CommandError("setting a selector is only supported for Services");
      const selector = selectorOf(call.args.at(-1));
      let object: Mutable = { ...info.object, spec: { ...info.object.spec, selector } };
      if (results.dryRun !== "client" && !call.flags.bool("local"))
        object = yield* call.client.request("PATCH", pathOfInfo(info), {
          body: [
            ...(version === "" ? [] : [{ op: "replace", path: "/metadata/resourceVersion", value: version }]),
            { op: "replace", path: "/spec/selector", value: selector },
          ],
          contentType: "application/json-patch+json",
          query: writeQuery(call, results.dryRun),
        });
      yield* results.print(object, "selector updated");
    });
  },
};

function selectorOf(word: string | undefined): Mutable {
  if (word === undefined) throw new CommandError("one selector is required");
  const expressions = expressionsIn(word);
  if (expressions.length > 0)
    throw new CommandError(`match expression [${expressions.join(" ")}] not supported on this object`);
  const selector: Record<string, string> = {};
  for (const pair of word.split(",")) {
    const [key, value = ""] = pair.split("=") as [string, string | undefined];
    selector[key] = value;
  }
  return selector;
}

/** What is no `key=value`, as Go prints a LabelSelectorRequirement. */
function expressionsIn(word: string): string[] {
  let parsed: LabelSelector;
  try {
    parsed = parseSelector(word);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new CommandError(error.message);
  }
  const words: Readonly<Record<string, string>> = {
    in: "In",
    notin: "NotIn",
    "!=": "NotIn",
    exists: "Exists",
    "!": "DoesNotExist",
  };
  return parsed.requirements
    .filter(({ operator }) => words[operator] !== undefined)
    .map(({ key, operator, values }) => `{${key} ${words[operator]} [${values.join(" ")}]}`);
}

const SUBJECT: Command = {
  name: "subject",
  summary: "Update the user, group, or service account in a role binding or cluster role binding",
  usage:
    "(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
  flags: [...SET_FLAGS, list("group"), list("serviceaccount"), list("user")],
  *run(call) {
    const results = new Results(call);
    const subjects = subjectsOf(call);
    yield* forEachResource(call, queryOf(call, { latest: true }), (info) =>
      setSubjects(call, { info, subjects, results }),
    );
  },
};

function subjectsOf({ flags }: Invocation): Mutable[] {
  const apiGroup = "rbac.authorization.k8s.io";
  const subjects: Mutable[] = [
    ...flags.list("user").map((name) => ({ apiGroup, kind: "User", name })),
    ...flags.list("group").map((name) => ({ apiGroup, kind: "Group", name })),
    ...flags.list("serviceaccount").map((word) => {
      const [namespace, name] = word.split(":") as [string, string | undefined];
      if (name === undefined || name === "" || namespace === "")
        throw new CommandError("serviceaccount must be <namespace>:<name>");
      return { kind: "ServiceAccount", name, namespace };
    }),
  ];
  if (subjects.length === 0)
    throw new CommandError("you must specify at least one value of user, group or serviceaccount");
  return subjects;
}

function* setSubjects(
  call: Invocation,
  part: {
    readonly info: { object: Mutable } & Parameters<typeof pathOfInfo>[0];
    readonly subjects: Mutable[];
    readonly results: Results;
  },
): Run<void> {
  const { info, subjects, results } = part;
  const before: readonly Mutable[] = info.object.subjects ?? [];
  const isSame = (a: Mutable, b: Mutable): boolean =>
    a.kind === b.kind && a.name === b.name && a.namespace === b.namespace;
  const all = [...before, ...subjects.filter((subject) => !before.some((held) => isSame(held, subject)))];
  if (all.length === before.length) return;
  let object: Mutable = { ...info.object, subjects: all };
  if (results.dryRun !== "client")
    object = yield* call.client.request("PATCH", pathOfInfo(info), {
      body: { subjects: all },
      contentType: "application/merge-patch+json",
      query: writeQuery(call, results.dryRun),
    });
  yield* results.print(object, "subjects updated");
}

export const SET: Command = {
  name: "set",
  summary: "Set specific features on objects",
  usage: "SUBCOMMAND",
  subcommands: [ENV, IMAGE, RESOURCES, SELECTOR, SERVICEACCOUNT, SUBJECT],
};
