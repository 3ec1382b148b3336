/** A packet's hops as plain data with finished words: what changed, and why the rule that did it stands there. */
import { causesOf, eventsBehind, type NamedCause } from "../../../grade/explain/cause.ts";
import { destinationText, headerText, sourceText } from "../../../grade/explain/header-text.ts";
import { type Hop, hopsOf } from "../../../grade/explain/hop.ts";
import { type HomeFile, type Manifested, manifestLine } from "../../../grade/explain/manifest-line.ts";
import type { Traced } from "../../../grade/explain/traced.ts";
import type { HeaderRecord } from "../../../sim/net/events.ts";
import type { CauseView, HeaderChange, HopView } from "./trace-protocol.ts";

export interface HopContext {
  /** Writes to the API and what controllers made of them, from the beginning. */
  readonly control: readonly Traced[];
  readonly files: readonly HomeFile[];
  find(cause: NamedCause): Manifested | undefined;
}

export function hopViews(events: readonly Traced[], packetId: number, context: HopContext): HopView[] {
  return hopsOf(events, packetId).map((hop) => hopView(hop, context));
}

function hopView(hop: Hop, context: HopContext): HopView {
  const { seq, atUs, where, type, sentence, hook, chain, rule, origin, minor, before, after } = hop;
  return {
    seq,
    atUs,
    where,
    type,
    sentence,
    hook,
    chain,
    rule,
    changes: before === null || after === null ? [] : changesOf(before, after),
    headers: after && headerText(after),
    minor,
    origin,
    causes: causesOf(origin).map((cause) => causeView(cause, hop, context)),
  };
}

/** What an object is about cannot be told once it is gone; what the controllers did of it can. */
function causeView(cause: NamedCause, hop: Hop, { control, files, find }: HopContext): CauseView {
  const { kind, namespace, name } = cause;
  const object = find(cause);
  return {
    object: `${kind} ${namespace}/${name}`,
    objectId: `${kind}/${namespace}/${name}`,
    manifest: object === undefined ? null : manifestLine(object, hop, files),
    events: eventsBehind(cause, hop, control),
  };
}

export function changesOf(before: HeaderRecord, after: HeaderRecord): HeaderChange[] {
  const parts = [
    ["source", sourceText(before), sourceText(after)],
    ["destination", destinationText(before), destinationText(after)],
    ["ttl", String(before.ttl), String(after.ttl)],
    ["mark", `0x${(before.mark ?? 0).toString(16)}`, `0x${(after.mark ?? 0).toString(16)}`],
  ] as const;
  return parts.flatMap(([part, was, is]) => (was === is ? [] : [{ part, before: was, after: is }]));
}
