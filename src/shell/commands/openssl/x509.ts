/**
 * openssl x509: looks at a certificate, or makes one of a request.
 *
 * Models: OpenSSL 3.0 apps/x509.c
 */
import { parseIp } from "../../../sim/core/ip.ts";
import { sha256 } from "../../../sim/core/sha256.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Certificate } from "../../../sim/net/tls/x509/certificate.ts";
import { bigOf, hexOf } from "../../../sim/net/tls/x509/der.ts";
import { EXTENSIONS, issueCertificate } from "../../../sim/net/tls/x509/issue.ts";
import { writePem } from "../../../sim/net/tls/x509/pem.ts";
import { belongsTo } from "../../../sim/net/tls/x509/private-key.ts";
import { sha1 } from "../../../sim/net/tls/x509/sha1.ts";
import { matchingName } from "../../../sim/net/tls/x509/verify.ts";
import type { Process } from "../../../sim/os/process.ts";
import { opensslDate } from "../curl/tls.ts";
import { Failure } from "../failure.ts";
import { certificateText, chosenExtensions, colons, oneLineName } from "./certificate-text.ts";
import { readRequest } from "./csr.ts";
import { parseExtension, sectionOf } from "./extensions.ts";
import { certificatesIn, keyIn, textOf, writeOut } from "./key-files.ts";
import { type OpensslOptions, parseOpenssl } from "./options.ts";

const DAY_MS = 86_400_000;
const FLAGS =
  "noout text subject issuer dates startdate enddate serial fingerprint pubkey modulus req CAcreateserial sha1 sha256 sha512 hash ocsp_uri purpose email";
const VALUED =
  "in out inform outform ext checkend checkhost checkip CA CAkey CAserial days extfile extensions signkey key set_serial nameopt certopt";

export function* x509(process: Process, args: readonly string[]): Run<number> {
  const options = parseOpenssl("x509", args, { flags: FLAGS, valued: VALUED });
  for (const name of ["sha512", "modulus", "hash", "ocsp_uri", "purpose", "email"])
    if (options.has(name)) throw new Failure(`x509: -${name} is not simulated here\n`);
  if (options.has("req")) return yield* sign(process, options);
  const [certificate] = yield* certificatesIn(process, options.value("in"));
  if (certificate === undefined) return 1;
  let exitCode = 0;
  for (const name of options.order) {
    const shown = yield* show(process, { certificate, name, options });
    if (shown !== 0) exitCode = shown;
  }
  if (!options.has("noout")) yield* writeOut(process, options.value("out"), writePem("CERTIFICATE", certificate.der));
  return exitCode;
}

interface Showing {
  readonly certificate: Certificate;
  readonly name: string;
  readonly options: OpensslOptions;
}

function* show(process: Process, { certificate, name, options }: Showing): Run<number> {
  const text = textFor(process, { certificate, name, options });
  if (text === null) return 0;
  if (name === "checkend") {
    const isFine = certificate.notAfterMs > process.machine.clock.nowMs + Number(options.value("checkend")) * 1000;
    yield* process.print(`Certificate will ${isFine ? "not " : ""}expire\n`);
    return isFine ? 0 : 1;
  }
  if (name === "ext" && text === "") yield* process.printError("No extensions in certificate\n");
  else yield* process.print(text);
  return 0;
}

function textFor(_process: Process, { certificate, name, options }: Showing): string | null {
  switch (name) {
    case "subject":
      return `subject=${oneLineName(certificate.subject)}\n`;
    case "issuer":
      return `issuer=${oneLineName(certificate.issuer)}\n`;
    case "dates":
      return `notBefore=${opensslDate(certificate.notBeforeMs)}\nnotAfter=${opensslDate(certificate.notAfterMs)}\n`;
    case "startdate":
      return `notBefore=${opensslDate(certificate.notBeforeMs)}\n`;
    case "enddate":
      return `notAfter=${opensslDate(certificate.notAfterMs)}\n`;
    case "serial":
      return `serial=${hexOf(certificate.serial[0] === 0 ? certificate.serial.subarray(1) : certificate.serial).toUpperCase()}\n`;
    case "fingerprint":
      return options.has("sha256")
        ? `sha256 Fingerprint=${colons(sha256(certificate.der))}\n`
        : `SHA1 Fingerprint=${colons(sha1(certificate.der))}\n`;
    case "pubkey":
      return writePem("PUBLIC KEY", certificate.keyInfo);
    case "text":
      return certificateText(certificate);
    case "ext":
      return certificate.extensions.length === 0 ? "" : chosenExtensions(certificate, options.value("ext") ?? "");
    case "checkend":
      return "";
    case "checkhost":
    case "checkip":
      return matchText(certificate, options.value(name) ?? "");
    default:
      return null;
  }
}

function matchText(certificate: Certificate, host: string): string {
  const what = parseIp(host) === null ? "Hostname" : "IP";
  return `${what} ${host} does${matchingName(certificate, host) === null ? " NOT" : ""} match certificate\n`;
}

/** `x509 -req`: signed by an authority, or by its own key. */
function* sign(process: Process, options: OpensslOptions): Run<number> {
  const request = readRequest(yield* textOf(process, options.value("in"), "certificate request"));
  if (request === null) throw new Failure("Unable to load X509 request\n");
  if (!request.isSignedByKey) throw new Failure("Certificate request self-signature did not match the contents\n");
  yield* process.printError(`Certificate request self-signature ok\nsubject=${oneLineName(request.subject)}\n`);
  const own = options.value("signkey") ?? options.value("key");
  const authority = options.value("CA");
  if (own === undefined && authority === undefined) throw new Failure("x509: we need a private key to sign with\n");
  const [issuer] = authority === undefined ? [] : yield* certificatesIn(process, authority);
  const key = yield* keyIn(process, own ?? options.value("CAkey") ?? authority ?? "");
  if (issuer !== undefined && !belongsTo(key, issuer))
    throw new Failure("x509: CA certificate and CA private key do not match\n");
  const file = options.value("extfile");
  const lines = file === undefined ? "" : yield* textOf(process, file, "extensions");
  const section = options.value("extensions") ?? null;
  const extensions = sectionOf(lines, section).map((line) => parseExtension(line, (name) => sectionOf(lines, name)));
  const { nowMs } = process.machine.clock;
  const bytes = issueCertificate(
    {
      serial: serialOf(process, options),
      subject: request.subject.parts,
      issuer: issuer?.subject.parts ?? request.subject.parts,
      notBeforeMs: nowMs,
      notAfterMs: nowMs + Number(options.value("days") ?? 30) * DAY_MS,
      key: request.key,
      extensions:
        extensions.length === 0
          ? []
          : [...extensions, EXTENSIONS.subjectKeyId(request.key), EXTENSIONS.authorityKeyId(key)],
    },
    key,
  );
  yield* writeOut(process, options.value("out"), writePem("CERTIFICATE", bytes));
  return 0;
}

function serialOf(process: Process, options: OpensslOptions): bigint {
  const given = options.value("set_serial");
  if (given !== undefined) return BigInt(given);
  const { machine, pid, nowUs } = process;
  const prng = machine.prng.split(`serial/${pid}/${nowUs}`);
  const serial = bigOf(Uint8Array.from({ length: 20 }, (_, i) => (i === 0 ? prng.below(128) : prng.below(256))));
  const authority = options.value("CA");
  if (options.has("CAcreateserial") && authority !== undefined)
    machine.fs.writeFile(
      options.value("CAserial") ?? `${authority.replace(/\.[^./]*$/, "")}.srl`,
      `${serial.toString(16).toUpperCase()}\n`,
      process.cwd,
    );
  return serial;
}
