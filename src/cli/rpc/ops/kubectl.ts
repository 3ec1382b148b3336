/** `kubectl`: our kubectl on the learner's machine. */
import { optionalRecord, optionalText, optionalTexts, type Request } from "../fields.ts";
import { Refusal } from "../refusal.ts";
import type { RpcWorld } from "../rpc-world.ts";
import { exec } from "./exec.ts";

export function kubectl(world: RpcWorld, request: Request): Record<string, unknown> {
  const argv = optionalTexts(request, "argv");
  if (argv === undefined) throw new Refusal("kubectl: argv is missing");
  const stdin = optionalText(request, "stdin");
  const files = optionalRecord(request, "files");
  return exec(world, {
    on: { host: true },
    argv: ["kubectl", ...argv],
    ...(stdin === undefined ? {} : { stdin }),
    ...(files === undefined ? {} : { files }),
  });
}
