/** A name has an address where it is asked for: the machine's own resolver asks, with its search list, in packets. */
import { formatIp } from "../../sim/core/ip.ts";
import type { Service } from "../../sim/kube/schema/types.ts";
import type { Check, CheckOptions, Problem, Verdict } from "../check.ts";
import type { Copy } from "../copy.ts";
import { podsMatching } from "../lookup/pods.ts";
import { evidenceOfSlice } from "../probe/attempt.ts";
import { type From, nameOf, originOf, problemsOfFrom } from "../probe/origin.ts";
import { addressesOf } from "../probe/request.ts";
import { unsent } from "../probe/sighting.ts";

export interface ResolvesToOptions extends CheckOptions {
  readonly from: From;
  readonly name: string;
  /** Exactly these addresses, a Service's cluster address, or the addresses of all ready Pods with the labels. */
  readonly to:
    | { readonly addresses: readonly string[] }
    | { readonly service: string; readonly namespace?: string }
    | { readonly pods: string; readonly namespace?: string };
}

const TIMEOUT_SECONDS = 30;

export function resolvesTo(options: ResolvesToOptions): Check {
  const problems: Problem[] = [...problemsOfFrom(options.from)];
  if (options.name.trim() === "")
    problems.push({ field: "name", got: options.name, wanted: "a name", fix: 'write name: "web"' });
  const run = (copy: Copy): Verdict => resolve(copy, options);
  return { id: options.id, check: "resolvesTo", effect: "sends", problems, run };
}

function resolve(copy: Copy, options: ResolvesToOptions): Verdict {
  const right = addressesWanted(copy, options.to);
  const wanted = `the name ${options.name} to be ${wantedText(options.to, right)} for ${nameOf(options.from)}`;
  const origin = originOf(copy, options.from);
  if (typeof origin === "string") return unsent(wanted, origin, options);
  const { trace } = copy.cluster;
  const fromSeq = trace.nextSeq;
  const found = copy.complete(addressesOf(origin.machine, options.name), TIMEOUT_SECONDS);
  const evidence = evidenceOfSlice(copy, fromSeq);
  const got = typeof found === "string" ? [] : found.map(formatIp).sort();
  const ok = right.length > 0 && got.length === right.length && right.every((address, i) => address === got[i]);
  const saw =
    typeof found === "string"
      ? `nobody answered within ${TIMEOUT_SECONDS} s`
      : got.length === 0
        ? `there is no name ${options.name}, says DNS`
        : got.join(", ");
  const { lookAt } = options;
  return { ok, wanted, saw, ...(ok || lookAt === undefined ? {} : { lookAt }), evidence };
}

function addressesWanted(copy: Copy, to: ResolvesToOptions["to"]): string[] {
  if ("addresses" in to) return [...to.addresses].sort();
  const namespace = to.namespace ?? "default";
  if ("pods" in to)
    return podsMatching(copy, namespace, to.pods)
      .filter((pod) => pod.ready)
      .map((pod) => pod.ip ?? "")
      .sort();
  const service = copy.get<Service>("services", namespace, to.service);
  return (service?.spec.clusterIPs ?? []).filter((address) => address !== "None");
}

function wantedText(to: ResolvesToOptions["to"], right: readonly string[]): string {
  if ("addresses" in to) return right.join(", ");
  const shown = right.length === 0 ? "" : ` (${right.join(", ")})`;
  if ("pods" in to) return `the addresses of the ready Pods with the labels ${to.pods}${shown}`;
  return `the cluster address of Service ${to.service}${shown}`;
}
