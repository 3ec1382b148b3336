/** ConfigMaps, Secrets, Namespaces, ServiceAccounts. Models: k8s.io/kubectl/pkg/describe/describe.go */

import { decodeUtf8 } from "../../../../sim/core/utf8.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { canonicalQuantity } from "../../../../sim/kube/api/quantity.ts";
import { expected, hasStatusReason } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { fromBase64 } from "../output/base64.ts";
import { Description, describeMeta } from "./description.ts";
import { describeEvents, eventsOf } from "./events.ts";
import { writeLimits } from "./limits.ts";
import { relatedItems } from "./related.ts";

export function* describeConfigMap(call: Invocation, map: Mutable, withEvents: boolean): Run<string> {
  const description = new Description();
  describeMeta(description, map);
  description.write(0, "\nData\n====\n");
  for (const key of Object.keys(map.data ?? {}).sort()) description.write(0, `${key}:\n----\n${map.data[key]}\n\n`);
  description.write(0, "\nBinaryData\n====\n");
  for (const key of Object.keys(map.binaryData ?? {}).sort())
    description.write(0, `${key}: ${fromBase64(map.binaryData[key])?.length ?? 0} bytes\n`);
  description.write(0, "\n");
  describeEvents(description, yield* eventsOf(call, map, withEvents), call.nowMs);
  return description.toString();
}

export function describeSecret(_call: Invocation, secret: Mutable): string {
  const description = new Description();
  describeMeta(description, secret);
  description.write(0, `\nType:\t${secret.type ?? ""}\n`);
  description.write(0, "\nData\n====\n");
  for (const key of Object.keys(secret.data ?? {}).sort()) {
    const bytes = fromBase64(secret.data[key]) ?? new Uint8Array(0);
    const isToken = key === "token" && secret.type === "kubernetes.io/service-account-token";
    description.write(0, `${key}:\t${isToken ? decodeUtf8(bytes) : `${bytes.length} bytes`}\n`);
  }
  return description.toString();
}

export function* describeServiceAccount(call: Invocation, account: Mutable, withEvents: boolean): Run<string> {
  const events = yield* eventsOf(call, account, withEvents);
  const description = new Description();
  describeMeta(description, account);
  const names = (account.imagePullSecrets ?? []).map(({ name }: Mutable) => name);
  if (names.length === 0) description.write(0, "Image pull secrets:\t<none>\n");
  names.forEach((name: string, i: number) => {
    description.write(0, `${i === 0 ? "Image pull secrets:" : "                   "}\t${name}\n`);
  });
  describeEvents(description, events, call.nowMs);
  return description.toString();
}

export function* describeNamespace(call: Invocation, namespace: Mutable): Run<string> {
  const { metadata, status = {} } = namespace;
  const quotas = yield* itemsOf(call, metadata.name, "resourcequotas");
  const limits = yield* itemsOf(call, metadata.name, "limitranges");
  const description = new Description();
  description.field("Name", metadata.name);
  description.labels("Labels", metadata.labels);
  description.annotations("Annotations", metadata.annotations);
  description.field("Status", status.phase ?? "");
  if (quotas !== null) {
    description.write(0, "\n");
    describeQuotas(description, quotas);
  }
  if (limits !== null) {
    description.write(0, "\n");
    description.write(0, limits.length === 0 ? "No LimitRange resource.\n" : "Resource Limits\n");
    if (limits.length > 0) writeLimits(description, limits, " ");
  }
  return description.toString();
}

/** Null where the server has no such resource. */
function* itemsOf(call: Invocation, namespace: string, resource: string): Run<Mutable[] | null> {
  try {
    return yield* relatedItems(call, `/api/v1/namespaces/${namespace}/${resource}`);
  } catch (error) {
    const known = expected(error);
    if (hasStatusReason(known, "NotFound")) return null;
    throw known;
  }
}

function describeQuotas(description: Description, quotas: readonly Mutable[]): void {
  if (quotas.length === 0) {
    description.write(0, "No resource quota.\n");
    return;
  }
  description.write(0, "Resource Quotas\n");
  for (const { metadata, status = {} } of quotas) {
    description.write(1, `Name:\t${metadata.name}\n`);
    description.write(1, "Resource\tUsed\tHard\n");
    description.write(1, "--------\t---\t---\n");
    for (const name of Object.keys(status.hard ?? {}).sort())
      description.write(
        1,
        `${name}\t${canonicalQuantity(String(status.used?.[name] ?? "0"))}\t${canonicalQuantity(String(status.hard[name]))}\n`,
      );
  }
}

export function describeQuota(_call: Invocation, quota: Mutable): string {
  const { metadata, spec = {}, status = {} } = quota;
  const description = new Description();
  description.field("Name", metadata.name);
  description.field("Namespace", metadata.namespace);
  if ((spec.scopes ?? []).length > 0) description.field("Scopes", [...spec.scopes].sort().join(", "));
  description.write(0, "Resource\tUsed\tHard\n--------\t----\t----\n");
  for (const name of Object.keys(status.hard ?? {}).sort())
    description.write(
      0,
      `${name}\t${canonicalQuantity(String(status.used?.[name] ?? "0"))}\t${canonicalQuantity(String(status.hard[name]))}\n`,
    );
  return description.toString();
}
