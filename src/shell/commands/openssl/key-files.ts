/** Reading and writing the files of keys and certificates, and openssl's words when it cannot. */
import type { Prng } from "../../../sim/core/prng.ts";
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import { type Certificate, parseCertificates } from "../../../sim/net/tls/x509/certificate.ts";
import { writePem } from "../../../sim/net/tls/x509/pem.ts";
import { derPrivateKey, parsePrivateKey } from "../../../sim/net/tls/x509/private-key.ts";
import { generateRsa, type RsaPrivateKey } from "../../../sim/net/tls/x509/rsa.ts";
import { OsError } from "../../../sim/os/os-error.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";

const THREAD = "40F75E56497F0000";
const MAX_BITS = 4096;
const MIN_BITS = 512;

/** The text of a file, or of standard input without a name. */
export function* textOf(process: Process, name: string | undefined, what: string): Run<string> {
  if (name === undefined) return decodeUtf8(yield* process.readToEnd(0));
  try {
    return process.machine.fs.readText(name, process.cwd);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    throw new Failure(
      `Could not open file or uri for loading ${what} from ${name}\n${THREAD}:error:16000069:STORE routines:ossl_store_get0_loader_int:unregistered scheme:../crypto/store/store_register.c:237:scheme=file\n${THREAD}:error:80000002:system library:file_open:${error.message}:../providers/implementations/storemgmt/file_store.c:266:calling stat(${name})\nUnable to load ${what}\n`,
    );
  }
}

export function* certificatesIn(process: Process, name: string | undefined): Run<readonly Certificate[]> {
  const found = parseCertificates(yield* textOf(process, name, "certificate"));
  if (found.length > 0) return found;
  throw new Failure(`Could not read certificate from ${name ?? "<stdin>"}\nUnable to load certificate\n`);
}

export function* keyIn(process: Process, name: string): Run<RsaPrivateKey> {
  const key = parsePrivateKey(yield* textOf(process, name, "private key"));
  if (key?.kind === "ec") throw new Failure("openssl: signing with a key on an elliptic curve is not simulated here\n");
  if (key !== null) return key;
  throw new Failure(`Could not read private key from ${name}\n`);
}

/** With the dots that stand for the work. */
export function* newKey(process: Process, bits: number): Run<RsaPrivateKey> {
  if (bits < MIN_BITS)
    throw new Failure(`${THREAD}:error:020000B2:rsa routines:rsa_multiprime_keygen:key size too small\n`);
  if (bits > MAX_BITS) throw new Failure(`openssl: keys of more than ${MAX_BITS} bits are not simulated here\n`);
  const prng = process.machine.prng.split(`openssl/${process.pid}/${process.nowUs}`);
  const key = generateRsa(prng, bits);
  for (let prime = 0; prime < 2; prime++)
    yield* process.printError(`${dots(prng)}${"+".repeat(65)}*${dots(prng)}${"+".repeat(65)}\n`);
  yield* process.charge(120_000);
  return key;
}

function dots(prng: Prng): string {
  let text = "";
  for (let left = 5 + prng.below(40); left > 0; left--) text += prng.chance(1, 5) ? "+" : ".";
  return text;
}

export function* writeOut(process: Process, name: string | undefined, text: string): Run<void> {
  if (name === undefined || name === "-") yield* process.print(text);
  else process.machine.fs.writeFile(name, text, process.cwd);
}

export function keyPem(key: RsaPrivateKey): string {
  return writePem("PRIVATE KEY", derPrivateKey(key));
}
