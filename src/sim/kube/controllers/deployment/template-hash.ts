/**
 * The hash that tells the ReplicaSets of a Deployment apart, and the revisions of a DaemonSet.
 *
 * Models: pkg/controller/controller_utils.go ComputeHash, pkg/util/hash DeepHashObject,
 * Models: apimachinery/pkg/util/rand SafeEncodeString
 */
import { fnv1a32 } from "../../../core/fnv.ts";
import { concatBytes, encodeUtf8 } from "../../../core/utf8.ts";
import { SAFE_ALPHABET } from "../../api/names.ts";
import { dumpForHash } from "../../schema/go-dump.ts";
import type { PodTemplateSpec } from "../../schema/types.ts";

export function templateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  const text = encodeUtf8(dumpForHash("PodTemplateSpec", template));
  if (collisionCount === undefined) return safeEncoded(fnv1a32(text));
  const count = new Uint8Array(8);
  new DataView(count.buffer).setUint32(0, collisionCount, true);
  return safeEncoded(fnv1a32(concatBytes([text, count])));
}

/** Its decimal digits as letters that make no words. */
export function safeEncoded(hash: number): string {
  return [...String(hash)].map((digit) => SAFE_ALPHABET[digit.charCodeAt(0) % SAFE_ALPHABET.length]).join("");
}
