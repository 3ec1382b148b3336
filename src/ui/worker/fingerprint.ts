/** A session in one line: two that went the same way, wherever and in whatever slices, have the same fingerprint. */
import type { Session } from "../../shell/session.ts";
import { sha256Hex } from "../../sim/core/sha256.ts";
import { encodeUtf8 } from "../../sim/core/utf8.ts";

export function fingerprintOf({ cluster }: Session): string {
  const { clock, trace } = cluster;
  const { beforeSeq, counts } = trace.summary();
  const kept = trace.between(beforeSeq).map((event) => JSON.stringify(event));
  const all = [`${clock.nowUs} ${trace.nextSeq} ${beforeSeq}`, JSON.stringify([...counts]), ...kept];
  return sha256Hex(encodeUtf8(all.join("\n")));
}
