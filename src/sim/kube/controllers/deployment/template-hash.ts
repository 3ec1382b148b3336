/**
 * The hash that tells the ReplicaSets of a Deployment apart.
 *
 * Models: pkg/controller/controller_utils.go ComputeHash, apimachinery/pkg/util/rand SafeEncodeString
 * SIMPLIFIED: upstream hashes Go's printing of the template; this hashes its JSON, so the letters differ.
 */
import { SAFE_ALPHABET } from "../../api/names.ts";
import { isObject } from "../../api/objects.ts";

export function templateHash(template: unknown, collisionCount: number | undefined): string {
  const text = sortedJson(template) + (collisionCount === undefined ? "" : `/${collisionCount}`);
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return [...String(hash >>> 0)].map((digit) => SAFE_ALPHABET[digit.charCodeAt(0) % SAFE_ALPHABET.length]).join("");
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const fields = Object.keys(value).filter((key) => value[key] !== undefined);
  return `{${fields
    .sort()
    .map((key) => `${JSON.stringify(key)}:${sortedJson(value[key])}`)
    .join(",")}}`;
}
