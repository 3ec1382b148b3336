/**
 * openssl: keys, certificates and a look at servers.
 *
 * Models: OpenSSL 3.0.19 apps/openssl.c
 * SIMPLIFIED: RSA keys and SHA-256 signatures only; of a hundred commands those that a certificate's life needs.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { genrsa } from "./genrsa.ts";
import { req } from "./req.ts";
import { sClient } from "./s-client.ts";
import { verify } from "./verify.ts";
import { x509 } from "./x509.ts";

type Command = (process: Process, args: readonly string[]) => Run<number>;

const COMMANDS: Readonly<Record<string, Command>> = { genrsa, rand, req, s_client: sClient, verify, version, x509 };
/** In the real tool, and not here. */
const OTHERS =
  "asn1parse ca ciphers cms crl crl2pkcs7 dgst dhparam dsa dsaparam ec ecparam enc engine errstr fipsinstall gendsa genpkey help info kdf list mac nseq ocsp passwd pkcs12 pkcs7 pkcs8 pkey pkeyparam pkeyutl prime rehash rsa rsautl s_server s_time sess_id smime speed spkac srp storeutl ts base64 md5 sha1 sha256 sha512".split(
    " ",
  );

export function* openssl(process: Process): Run<number> {
  const [, name, ...args] = process.argv;
  if (name === undefined) throw new Failure("openssl: its prompt is not simulated here; name a command\n", 1);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return yield* command(process, args);
  if (OTHERS.includes(name)) throw new Failure(`openssl ${name} is not simulated here\n`);
  throw new Failure(`Invalid command '${name}'; type "help" for a list.\n`);
}

function* version(process: Process): Run<number> {
  yield* process.print("OpenSSL 3.0.19 27 Jan 2026 (Library: OpenSSL 3.0.19 27 Jan 2026)\n");
  return 0;
}

function* rand(process: Process, args: readonly string[]): Run<number> {
  const count = Number(args.find((word) => /^\d+$/.test(word)) ?? Number.NaN);
  if (!(count > 0) || args.some((word) => word.startsWith("-") && word !== "-hex" && word !== "-base64"))
    throw new Failure("rand: Use -help for summary.\n");
  const prng = process.machine.prng.split(`rand/${process.pid}/${process.nowUs}`);
  const bytes = Uint8Array.from({ length: count }, () => prng.below(256));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (args.includes("-hex")) yield* process.print(`${hex}\n`);
  else if (args.includes("-base64")) yield* process.print(`${base64Lines(bytes)}\n`);
  else yield* process.write(1, bytes);
  return 0;
}

function base64Lines(bytes: Uint8Array): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const all = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = [18, 12, 6, 0].map((shift) => alphabet[(all >> shift) & 63]).join("");
    text += digits.slice(0, Math.min(bytes.length - i, 3) + 1).padEnd(4, "=");
  }
  return text.replace(/.{64}(?=.)/g, "$&\n");
}
