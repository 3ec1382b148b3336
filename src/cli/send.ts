/** What `hop trace` and `hop why` have in common: a fresh cluster with a folder's manifests, and one request sent in it. */
import { parseArgs } from "node:util";
import { Copy } from "../grade/copy.ts";
import { type Attempt, attempt } from "../grade/probe/attempt.ts";
import { type Origin, originOf, problemsOfFrom } from "../grade/probe/origin.ts";
import { parseTarget, type Target } from "../grade/probe/target.ts";
import { comeToRest } from "../grade/replay.ts";
import { openSession, type Session, type SessionSpec } from "../shell/session.ts";
import { SOFTWARE } from "../shell/software.ts";
import { homeFiles } from "./home-files.ts";
import { SPEC_OPTIONS, type SpecArguments, sessionSpec } from "./session-spec.ts";
import { UsageError } from "./usage-error.ts";

export interface SendArguments extends SpecArguments {
  readonly files?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface SentRequest {
  readonly spec: SessionSpec;
  readonly copy: Copy;
  readonly from: string;
  readonly origin: Origin;
  readonly target: Target;
  readonly tried: Attempt;
}

const TIMEOUT_SEC = 30;

export function sendRequest(command: string, values: SendArguments): SentRequest {
  const { from, to, files } = values;
  if (from === undefined || to === undefined)
    throw new UsageError(`${command}: wants --from and --to; see hop ${command} --help`);
  const [problem] = problemsOfFrom(from);
  if (problem !== undefined) throw new UsageError(`${command}: --from: ${from} is not ${problem.wanted}`);
  const target = parseTarget(to);
  if (target === null)
    throw new UsageError(`${command}: --to: ${to} is neither http://HOST[:PORT][/PATH] nor HOST:PORT`);
  const spec: SessionSpec = { ...sessionSpec(values), files: files === undefined ? {} : homeFiles(files) };
  const session = openSession(spec, SOFTWARE);
  applyManifests(command, session, Object.keys(spec.files ?? {}));
  const copy = new Copy(session.cluster);
  const origin = originOf(copy, from);
  if (typeof origin === "string") throw new UsageError(`${command}: ${origin}`);
  return { spec, copy, from, origin, target, tried: attempt(copy, origin, { target, timeoutSec: TIMEOUT_SEC }) };
}

function applyManifests(command: string, session: Session, files: readonly string[]): void {
  for (const file of files.filter((name) => /^[^/]+\.(ya?ml|json)$/.test(name)).sort()) {
    const { exitCode, stderr } = session.run(`kubectl apply -f '${file.replaceAll("'", "'\\''")}'`);
    if (exitCode !== 0) throw new UsageError(`${command}: --files: ${file}: ${stderr.trim()}`);
  }
  comeToRest(session.cluster);
}

/** Flags of a subcommand, its own beside those that every sender has. */
export function readSendArguments<const F extends Record<string, { readonly type: "boolean" }>>(
  command: string,
  args: readonly string[],
  own: F,
) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const shared = { ...SPEC_OPTIONS, files: text, from: text, to: text, json: flag } as const;
  try {
    return parseArgs({ args: [...args], options: { ...shared, ...own, help: { ...flag, short: "h" } } as const })
      .values;
  } catch (error) {
    throw new UsageError(`${command}: ${(error as Error).message}`);
  }
}
