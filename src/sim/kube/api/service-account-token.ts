/**
 * The tokens of service accounts: made for a Pod or on request, and known again when a client shows one.
 *
 * Models: pkg/serviceaccount/{claims,jwt}.go
 * SIMPLIFIED: a token is signed with a digest that only this code can make; it does not expire.
 */
import { sha256 } from "../../core/sha256.ts";
import { encodeUtf8 } from "../../core/utf8.ts";
import type { ApiUser } from "./request.ts";

export interface TokenSubject {
  readonly namespace: string;
  readonly name: string;
  /** The Pod that it is for. */
  readonly pod?: { readonly name: string; readonly uid: string };
}

const ISSUER = "https://kubernetes.default.svc.cluster.local";
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const PREFIX = "system:serviceaccount:";

export function serviceAccountToken({ namespace, name, pod }: TokenSubject): string {
  const bound = pod === undefined ? {} : { pod };
  const claims = {
    aud: [ISSUER],
    iss: ISSUER,
    "kubernetes.io": { namespace, ...bound, serviceaccount: { name } },
    sub: `${PREFIX}${namespace}:${name}`,
  };
  const text = (value: unknown): string => base64Url(encodeUtf8(JSON.stringify(value)));
  const signed = `${text({ alg: "RS256", kid: "simulated" })}.${text(claims)}`;
  return `${signed}.${signatureOf(signed)}`;
}

/** Null for what nobody here has signed. */
export function userOfToken(token: string): ApiUser | null {
  const dot = token.lastIndexOf(".");
  const signed = token.slice(0, Math.max(dot, 0));
  if (dot < 0 || signatureOf(signed) !== token.slice(dot + 1)) return null;
  const subject = /"sub":"([^"]+)"/.exec(unBase64Url(signed.slice(signed.indexOf(".") + 1)))?.[1];
  if (subject === undefined || !subject.startsWith(PREFIX)) return null;
  return { name: subject, groups: groupsOf(subject.slice(PREFIX.length).split(":")[0] as string) };
}

function groupsOf(namespace: string): string[] {
  return ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
}

function signatureOf(signed: string): string {
  return base64Url(sha256(encodeUtf8(`service-account-issuer/${signed}`)));
}

function base64Url(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const all = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET[(all >> shift) & 63]);
    text += digits.slice(0, Math.min(bytes.length - i, 3) + 1).join("");
  }
  return text;
}

function unBase64Url(text: string): string {
  let out = "";
  let buffer = 0;
  let bits = 0;
  for (const character of text) {
    buffer = ((buffer << 6) | ALPHABET.indexOf(character)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += String.fromCharCode((buffer >> bits) & 255);
  }
  return out;
}
