/** openssl verify. Models: OpenSSL 3.0 apps/verify.c */
import type { Run } from "../../../sim/core/wait.ts";
import { parseCertificates } from "../../../sim/net/tls/x509/certificate.ts";
import { verifyChain } from "../../../sim/net/tls/x509/verify.ts";
import type { Process } from "../../../sim/os/process.ts";
import { VERIFY_RESULTS } from "../curl/tls.ts";
import { oneLineName } from "./certificate-text.ts";
import { certificatesIn, textOf } from "./key-files.ts";
import { parseOpenssl } from "./options.ts";

export const BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

export function* verify(process: Process, args: readonly string[]): Run<number> {
  const options = parseOpenssl("verify", args, { flags: "verbose show_chain", valued: "CAfile untrusted CApath" });
  const { fs, clock } = process.machine;
  const file = options.value("CAfile") ?? (fs.exists(BUNDLE) ? BUNDLE : undefined);
  const trusted = file === undefined ? [] : parseCertificates(yield* textOf(process, file, "certificate"));
  const between = options.value("untrusted");
  const more = between === undefined ? [] : parseCertificates(yield* textOf(process, between, "certificate"));
  let exitCode = 0;
  for (const name of options.operands) {
    const [leaf] = yield* certificatesIn(process, name);
    if (leaf === undefined) continue;
    const { error, depth, chain } = verifyChain([leaf, ...more], { trusted, nowMs: clock.nowMs });
    if (error === null) {
      yield* process.print(`${name}: OK\n`);
      continue;
    }
    const [number, words] = VERIFY_RESULTS[error];
    exitCode = 2;
    yield* process.printError(
      `${oneLineName((chain[depth] ?? leaf).subject)}\nerror ${number} at ${depth} depth lookup: ${words}\nerror ${name}: verification failed\n`,
    );
  }
  return exitCode;
}
