/**
 * openssl req: a certificate that signs itself, or a request for one that somebody else signs.
 *
 * Models: OpenSSL 3.0 apps/req.c, RFC 2986
 * SIMPLIFIED: the defaults of Debian's openssl.cnf; another configuration is read for -extensions only.
 */
import type { Run } from "../../../sim/core/wait.ts";
import type { Extension } from "../../../sim/net/tls/x509/certificate.ts";
import { hexOf } from "../../../sim/net/tls/x509/der.ts";
import { EXTENSIONS, issueCertificate } from "../../../sim/net/tls/x509/issue.ts";
import { type NamePart, nameText } from "../../../sim/net/tls/x509/name.ts";
import { writePem } from "../../../sim/net/tls/x509/pem.ts";
import type { RsaPrivateKey } from "../../../sim/net/tls/x509/rsa.ts";
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";
import { encodeRequest, readRequest } from "./csr.ts";
import { parseExtension } from "./extensions.ts";
import { keyIn, keyPem, newKey, textOf, writeOut } from "./key-files.ts";
import { type OpensslOptions, parseOpenssl } from "./options.ts";
import { askSubject, parseSubject } from "./subject.ts";

const DAY_MS = 86_400_000;
const FLAGS = "new x509 nodes noenc noout text verify subject batch sha256 sha384 sha512 utf8 verbose";
const VALUED = "newkey key keyout out in days subj addext config extensions reqexts set_serial pkeyopt passout passin";

export function* req(process: Process, args: readonly string[]): Run<number> {
  const options = parseOpenssl("req", args, { flags: FLAGS, valued: VALUED });
  for (const name of ["config", "extensions", "reqexts", "pkeyopt", "passout", "passin", "sha384", "sha512"])
    if (options.has(name)) throw new Failure(`req: -${name} is not simulated here\n`);
  const extensions = options.values("addext").map((text) => {
    if (!text.includes("=")) throw new Failure(`Duplicate extension: ${text}\nreq: Use -help for summary.\n`);
    return parseExtension(text);
  });
  const makes = options.has("new") || options.has("newkey") || options.has("x509");
  if (!makes) return yield* show(process, options);
  const key = yield* keyFor(process, options);
  const subject = options.value("subj");
  const name = subject === undefined ? yield* askSubject(process) : parseSubject("req", subject);
  const pem = options.has("x509")
    ? writePem("CERTIFICATE", selfSignedBytes(process, { key, name, extensions, options }))
    : writePem("CERTIFICATE REQUEST", encodeRequest({ key, name, extensions }));
  if (!options.has("noout")) yield* writeOut(process, options.value("out"), pem);
  return 0;
}

function* keyFor(process: Process, options: OpensslOptions): Run<RsaPrivateKey> {
  const file = options.value("key");
  if (file !== undefined && !options.has("newkey")) return yield* keyIn(process, file);
  const asked = options.value("newkey") ?? "rsa:2048";
  const bits = /^rsa(?::(\d+))?$/.exec(asked);
  if (bits === null) throw new Failure(`req: -newkey ${asked} is not simulated here\n`);
  if (!options.has("nodes") && !options.has("noenc"))
    throw new Failure("req: a private key with a pass phrase is not simulated here; add -nodes\n");
  const key = yield* newKey(process, Number(bits[1] ?? 2048));
  yield* writeOut(process, options.value("keyout") ?? "privkey.pem", keyPem(key));
  yield* process.printError("-----\n");
  return key;
}

interface Making {
  readonly key: RsaPrivateKey;
  readonly name: readonly NamePart[];
  readonly extensions: readonly Extension[];
  readonly options: OpensslOptions;
}

function selfSignedBytes({ machine, pid }: Process, { key, name, extensions, options }: Making): Uint8Array {
  const { nowMs } = machine.clock;
  const prng = machine.prng.split(`serial/${pid}/${machine.clock.nowUs}`);
  const given = options.value("set_serial");
  const random = `0x${hexOf(Uint8Array.from({ length: 20 }, (_, i) => (i === 0 ? prng.below(128) : prng.below(256))))}`;
  const own = [EXTENSIONS.subjectKeyId(key), EXTENSIONS.authorityKeyId(key), EXTENSIONS.authority(true)];
  return issueCertificate(
    {
      serial: BigInt(given ?? random),
      subject: name,
      issuer: name,
      notBeforeMs: nowMs,
      notAfterMs: nowMs + Number(options.value("days") ?? 30) * DAY_MS,
      key,
      extensions: [...own.filter(({ oid }) => !extensions.some((one) => one.oid === oid)), ...extensions],
    },
    key,
  );
}

function* show(process: Process, options: OpensslOptions): Run<number> {
  const text = yield* textOf(process, options.value("in"), "certificate request");
  const request = readRequest(text);
  if (request === null) throw new Failure("Unable to load X509 request\n");
  if (options.has("text")) throw new Failure("req: -text is not simulated here\n");
  if (options.has("verify")) yield* process.printError("Certificate request self-signature verify OK\n");
  if (options.has("subject"))
    yield* process.print(`subject=${nameText(request.subject, { equals: " = ", comma: ", " })}\n`);
  if (!options.has("noout"))
    yield* writeOut(process, options.value("out"), writePem("CERTIFICATE REQUEST", request.der));
  return 0;
}
