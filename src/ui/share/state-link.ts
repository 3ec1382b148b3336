/** A state in the fragment of an address, deflated; and back, from an address that anybody may have written. */
import { packed, type SharedState, unpacked } from "./shared-state.ts";

const MARK = "#state=";
/** An address longer than this is cut by some programs that pass it on. */
export const LONG_LINK = 8_000;
const LINK_MAX = 400_000;
/** What is inflated is counted as it comes, and no more of it is read: a bomb never bursts. */
const INFLATED_MAX = 8_000_000;

export function hasState(hash: string): boolean {
  return hash.startsWith(MARK);
}

/** The fragment; null where it would be longer than any address may be. */
export async function fragmentOf(state: SharedState): Promise<string | null> {
  const bytes = new TextEncoder().encode(JSON.stringify(packed(state)));
  const deflated = await allOf(new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw")), LINK_MAX);
  if (deflated === null) return null;
  const text = base64Url(deflated);
  return text.length > LINK_MAX ? null : `${MARK}${text}`;
}

/** The state, or in one sentence why there is none in it. */
export async function stateOf(hash: string): Promise<SharedState | string> {
  const text = hash.slice(MARK.length);
  if (text.length > LINK_MAX) return "it is longer than any link of this site";
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return "it was cut short or changed on its way";
  try {
    const deflated = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const bytes = await allOf(stream, INFLATED_MAX);
    if (bytes === null) return "it unpacks to more than anybody types";
    return unpacked(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return "it was cut short or changed on its way";
  }
}

/** Null when there is more than that. */
async function allOf(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel().catch(() => {});
      return null;
    }
    chunks.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function base64Url(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
