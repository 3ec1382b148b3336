/** `kubectl drain`. Models: k8s.io/kubectl/pkg/cmd/drain, pkg/drain */
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import type { Info } from "../client/info.ts";
import { CORE_PODS } from "../client/known-mappings.ts";
import type { Command } from "../command.ts";
import { CommandError, expected, hasStatusReason, throwAll } from "../errors.ts";
import { bool, duration, int, text } from "../flags/flag.ts";
import { CHUNK_SIZE, DRY_RUN, SELECTOR } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { Results } from "../output/results.ts";
import { waitUntilDeleted } from "../wait/deletion.ts";
import { nodesOf, setSchedulable } from "./node-commands.ts";

export const DRAIN: Command = {
  name: "drain",
  summary: "Drain node in preparation for maintenance",
  usage: "NODE",
  flags: [
    CHUNK_SIZE,
    DRY_RUN,
    SELECTOR,
    bool("delete-emptydir-data"),
    bool("disable-eviction"),
    bool("force"),
    int("grace-period", -1),
    bool("ignore-daemonsets"),
    text("pod-selector"),
    int("skip-wait-for-delete-timeout"),
    duration("timeout"),
  ],
  *run(call) {
    const results = new Results(call);
    const nodes = yield* nodesOf(call);
    yield* setSchedulable(call, nodes, false);
    const failed: Error[] = [];
    const remaining: string[] = [];
    for (const info of nodes) {
      try {
        yield* drainNode(call, info);
        yield* results.print(info.object, "drained");
      } catch (error) {
        const known = expected(error);
        yield* call.printError(
          `error: unable to drain node "${info.name}" due to error: ${known.message}, continuing command...\n`,
        );
        failed.push(known);
        remaining.push(info.name);
      }
    }
    if (remaining.length > 0)
      yield* call.printError(
        `There are pending nodes to be drained:\n${remaining.map((name) => ` ${name}\n`).join("")}`,
      );
    throwAll(failed.map((error) => new CommandError(error.message, { plain: true })));
  },
};

interface Verdict {
  readonly isDeleted: boolean;
  readonly fatal?: string;
  readonly warning?: string;
}

const GOES: Verdict = { isDeleted: true };
const STAYS: Verdict = { isDeleted: false };

function* verdictOn(call: Invocation, pod: Mutable): Run<Verdict> {
  const { flags } = call;
  const isOver = pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
  const owner = (pod.metadata.ownerReferences ?? []).find(({ controller }: Mutable) => controller === true);
  if (pod.metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined) return STAYS;
  if (owner?.kind === "DaemonSet" && !isOver) {
    const isOrphan = yield* isMissing(call, pod.metadata.namespace, owner.name);
    if (isOrphan && !flags.bool("force"))
      return { isDeleted: false, fatal: `daemonsets.apps "${owner.name}" not found` };
    if (isOrphan) return { isDeleted: true, warning: `daemonsets.apps "${owner.name}" not found` };
    return flags.bool("ignore-daemonsets")
      ? { isDeleted: false, warning: "ignoring DaemonSet-managed Pods" }
      : { isDeleted: false, fatal: "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)" };
  }
  let verdict = GOES;
  if (!isOver && (pod.spec?.volumes ?? []).some(({ emptyDir }: Mutable) => emptyDir !== undefined)) {
    if (!flags.bool("delete-emptydir-data"))
      return {
        isDeleted: false,
        fatal: "cannot delete Pods with local storage (use --delete-emptydir-data to override)",
      };
    verdict = { isDeleted: true, warning: "deleting Pods with local storage" };
  }
  if (isOver || owner !== undefined) return verdict;
  return flags.bool("force")
    ? { isDeleted: true, warning: "deleting Pods that declare no controller" }
    : { isDeleted: false, fatal: "cannot delete Pods that declare no controller (use --force to override)" };
}

function* isMissing(call: Invocation, namespace: string, name: string): Run<boolean> {
  try {
    yield* call.client.get(`/apis/apps/v1/namespaces/${namespace}/daemonsets/${name}`);
    return false;
  } catch (error) {
    const known = expected(error);
    if (hasStatusReason(known, "NotFound")) return true;
    throw known;
  }
}

function* drainNode(call: Invocation, node: Info): Run<void> {
  const query: (readonly [string, string])[] = [["fieldSelector", `spec.nodeName=${node.name}`]];
  if (call.flags.text("pod-selector") !== "") query.push(["labelSelector", call.flags.text("pod-selector")]);
  const list = yield* call.client.get("/api/v1/pods", { query });
  const going: Mutable[] = [];
  const fatal = new Map<string, string[]>();
  const warnings = new Map<string, string[]>();
  for (const pod of list.items) {
    const verdict = yield* verdictOn(call, pod);
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
    if (verdict.fatal !== undefined) fatal.set(verdict.fatal, [...(fatal.get(verdict.fatal) ?? []), name]);
    if (verdict.warning !== undefined) warnings.set(verdict.warning, [...(warnings.get(verdict.warning) ?? []), name]);
    if (verdict.isDeleted) going.push(pod);
  }
  if (fatal.size > 0) {
    const texts = [...fatal].map(([why, names]) => `${why}: ${names.join(", ")}`);
    throw new CommandError(texts.length === 1 ? (texts[0] as string) : `[${texts.join(", ")}]`);
  }
  if (warnings.size > 0)
    yield* call.warn([...warnings].map(([why, names]) => `${why}: ${names.join(", ")}`).join("; "));
  yield* evictAll(call, going);
}

const RETRY_US = 5_000_000;

function* evictAll(call: Invocation, pods: readonly Mutable[]): Run<void> {
  const { flags } = call;
  const suffix =
    flags.text("dry-run") === "none" ? "" : flags.text("dry-run") === "server" ? " (server dry run)" : " (dry run)";
  for (const { metadata } of pods)
    yield* call.print(
      `${flags.bool("disable-eviction") ? "deleting" : "evicting"} pod ${metadata.namespace}/${metadata.name}${suffix}\n`,
    );
  if (suffix !== "") return;
  const timeoutMs = flags.int("timeout");
  const deadlineUs = timeoutMs > 0 ? call.process.nowUs + timeoutMs * 1000 : Number.MAX_SAFE_INTEGER;
  for (const pod of pods) yield* evict(call, pod, deadlineUs);
  for (const { metadata } of pods) {
    const { namespace, name, uid } = metadata;
    yield* waitUntilDeleted(call, { mapping: CORE_PODS, namespace, name, source: "", object: null, uid }, deadlineUs);
    yield* call.print(
      `pod/${name} evicted\n`.replace("evicted", flags.bool("disable-eviction") ? "deleted" : "evicted"),
    );
  }
}

function* evict(call: Invocation, pod: Mutable, deadlineUs: number): Run<void> {
  const { namespace, name } = pod.metadata;
  const grace = call.flags.int("grace-period");
  const deleteOptions = grace >= 0 ? { gracePeriodSeconds: grace } : {};
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  for (;;) {
    try {
      if (call.flags.bool("disable-eviction"))
        yield* call.client.request("DELETE", path, { body: { ...deleteOptions } });
      else
        yield* call.client.request("POST", `${path}/eviction`, {
          body: { apiVersion: "policy/v1", deleteOptions, kind: "Eviction", metadata: { name, namespace } },
        });
      return;
    } catch (error) {
      const known = expected(error);
      if (hasStatusReason(known, "NotFound")) return;
      if (!hasStatusReason(known, "TooManyRequests")) throw known;
      yield* call.printError(
        `error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${known.message}\n`,
      );
      if (call.process.nowUs + RETRY_US >= deadlineUs)
        throw new CommandError(
          `error when evicting pods/"${name}" -n "${namespace}": global timeout reached: ${call.flags.int("timeout") / 1000}s`,
        );
      yield* call.process.sleep(RETRY_US);
    }
  }
}
