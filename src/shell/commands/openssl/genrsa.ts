/** openssl genrsa. Models: OpenSSL 3.0 apps/genrsa.c. SIMPLIFIED: keys are not encrypted. */
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import { keyPem, newKey, writeOut } from "./key-files.ts";
import { parseOpenssl } from "./options.ts";

export function* genrsa(process: Process, args: readonly string[]): Run<number> {
  const options = parseOpenssl("genrsa", args, { flags: "3 F4 verbose traditional", valued: "out" });
  const key = yield* newKey(process, Number(options.operands[0] ?? 2048));
  yield* writeOut(process, options.value("out"), keyPem(key));
  return 0;
}
