/** The trace of one request for programs. Fields are only ever added. */
import { hopsOf } from "../../grade/explain/hop.ts";
import type { PacketStory } from "../../grade/explain/packet-story.ts";
import type { Attempt } from "../../grade/probe/attempt.ts";
import { type Target, targetText } from "../../grade/probe/target.ts";
import type { SessionSpec } from "../../shell/session.ts";

export interface Traced {
  readonly from: string;
  readonly target: Target;
  readonly tried: Attempt;
}

export function traceJson({ from, target, tried }: Traced, { profile, seed }: SessionSpec): string {
  const { outcome, exchanges, fromSeq, toSeq } = tried;
  const report = {
    cluster: profile,
    seed,
    from,
    to: targetText(target),
    outcome,
    fromSeq,
    toSeq,
    exchanges: exchanges.map(({ packets, ...exchange }) => ({ ...exchange, packets: packets.map(packetJson) })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function packetJson({ events, ...packet }: PacketStory): object {
  return { ...packet, hops: hopsOf(events, packet.packetId) };
}
