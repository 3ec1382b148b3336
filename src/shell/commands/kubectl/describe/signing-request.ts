/**
 * A CertificateSigningRequest: who asks, and for whom.
 *
 * Models: k8s.io/kubectl/pkg/describe/describe.go describeCertificateSigningRequest, RFC 2986 §4
 * SIMPLIFIED: kubectl describe csr shows no subject alternative names.
 */
import type { Run } from "../../../../sim/core/wait.ts";
import { humanDuration } from "../../../../sim/kube/api/duration.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError } from "../errors.ts";
import type { Invocation } from "../invocation.ts";
import { fromBase64 } from "../output/base64.ts";
import { Description, flatLabels, longTime } from "./description.ts";
import { describeEvents, eventsOf } from "./events.ts";

/** The last number of 2.5.4.N, in the order in which they are printed. */
const ATTRIBUTES: readonly (readonly [number, string])[] = [
  [10, "Organization"],
  [11, "Organizational Unit"],
  [6, "Country"],
  [7, "Locality"],
  [8, "Province"],
  [9, "StreetAddress"],
  [17, "PostalCode"],
];

export function* describeSigningRequest(call: Invocation, request: Mutable, withEvents: boolean): Run<string> {
  const { metadata, spec = {}, status = {} } = request;
  const subject = subjectOf(String(spec.request ?? ""));
  const events = yield* eventsOf(call, request, withEvents);
  const text = new Description();
  text.field("Name", metadata.name);
  text.field("Labels", flatLabels(metadata.labels));
  text.field("Annotations", flatLabels(metadata.annotations));
  text.field("CreationTimestamp", longTime(metadata.creationTimestamp));
  text.field("Requesting User", spec.username ?? "");
  if ((spec.signerName ?? "") !== "") text.field("Signer", spec.signerName);
  if (spec.expirationSeconds !== undefined)
    text.field("Requested Duration", humanDuration(Number(spec.expirationSeconds) * 1000));
  text.field("Status", requestStatus(status));
  text.write(0, "Subject:\n");
  text.write(0, `\tCommon Name:\t${(subject.get(3) ?? []).at(-1) ?? ""}\n`);
  text.write(0, `\tSerial Number:\t${(subject.get(5) ?? []).at(-1) ?? ""}\n`);
  for (const [number, title] of ATTRIBUTES) {
    const values = subject.get(number) ?? [];
    if (values.length > 0) text.write(0, `\t${title}:\t${values.join("\n\t\t")}\n`);
  }
  describeEvents(text, events, call.nowMs);
  return text.toString();
}

export function requestStatus(status: Mutable): string {
  const types: readonly string[] = (status.conditions ?? []).map(({ type }: Mutable) => type);
  const decided = types.includes("Denied") ? "Denied" : types.includes("Approved") ? "Approved" : "Pending";
  const failed = types.includes("Failed") ? ",Failed" : "";
  return `${decided}${failed}${(status.certificate ?? "") === "" ? "" : ",Issued"}`;
}

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

function* elements(bytes: Uint8Array): Generator<Element> {
  for (let at = 0; at + 2 <= bytes.length; ) {
    const tag = bytes[at] as number;
    let length = bytes[at + 1] as number;
    let start = at + 2;
    if (length > 127) {
      const count = length & 127;
      length = 0;
      for (const byte of bytes.subarray(start, start + count)) length = length * 256 + byte;
      start += count;
    }
    yield { tag, content: bytes.subarray(start, start + length) };
    at = start + length;
  }
}

/** The names in the subject by the last number of their identifier. */
function subjectOf(request: string): Map<number, string[]> {
  const names = new Map<number, string[]>();
  const pem = textOf(fromBase64(request) ?? new Uint8Array());
  const body = /-----BEGIN [A-Z ]*CERTIFICATE REQUEST-----([^-]*)-----END/.exec(pem)?.[1];
  const der = body === undefined ? null : fromBase64(body.replace(/\s/g, ""));
  const [whole] = der === null ? [] : elements(der);
  const [info] = whole === undefined ? [] : elements(whole.content);
  const subject = info === undefined ? undefined : [...elements(info.content)][1];
  if (subject === undefined)
    throw new CommandError("error parsing the certificate request: PEM block type must be CERTIFICATE REQUEST");
  for (const set of elements(subject.content))
    for (const pair of elements(set.content)) {
      const [identifier, value] = elements(pair.content);
      if (identifier === undefined || value === undefined) continue;
      const number = identifier.content.at(-1) as number;
      names.set(number, [...(names.get(number) ?? []), textOf(value.content)]);
    }
  return names;
}

function textOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
