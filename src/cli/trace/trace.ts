/** `hop trace`: sends one request in a fresh cluster and shows its way, hop by hop. */
import { parseArgs } from "node:util";
import { Copy } from "../../grade/copy.ts";
import { attempt } from "../../grade/probe/attempt.ts";
import { originOf, problemsOfFrom } from "../../grade/probe/origin.ts";
import { parseTarget } from "../../grade/probe/target.ts";
import { comeToRest } from "../../grade/replay.ts";
import { COMMANDS } from "../../shell/commands/index.ts";
import { openSession, type Session, type SessionSpec } from "../../shell/session.ts";
import { homeFiles } from "../home-files.ts";
import { sessionSpec } from "../session-spec.ts";
import { UsageError } from "../usage-error.ts";
import { traceJson } from "./trace-json.ts";
import { traceTable } from "./trace-table.ts";

const USAGE = `usage: hop trace [--cluster PROFILE] [--files DIR] --from FROM --to URL [--seed N] [--all] [--json]

Sends one request in a fresh cluster and shows the way of its packets: time, place, what happened, the headers before
and after, and the rule. FROM is host, node/NAME, pod/[NAMESPACE/]NAME, pods/[NAMESPACE/]LABELS, or probe[/NAMESPACE]
for a Pod of its own. URL is http://HOST[:PORT][/PATH], or HOST:PORT for a connection alone. The manifests in DIR
(*.yaml, *.yml, *.json) are applied first, in order of name. Of each exchange the first packet in each direction is
shown; --all shows every packet. Exit code 0 when there was an answer, 1 when there was none, 2 for wrong arguments.
`;

export async function trace(args: readonly string[]): Promise<number> {
  const { values } = readArgs(args);
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { from, to, files } = values;
  if (from === undefined || to === undefined)
    throw new UsageError("trace: wants --from and --to; see hop trace --help");
  const [problem] = problemsOfFrom(from);
  if (problem !== undefined) throw new UsageError(`trace: --from: ${from} is not ${problem.wanted}`);
  const target = parseTarget(to);
  if (target === null) throw new UsageError(`trace: --to: ${to} is neither http://HOST[:PORT][/PATH] nor HOST:PORT`);
  const spec: SessionSpec = { ...sessionSpec(values), files: files === undefined ? {} : homeFiles(files) };
  const session = openSession(spec, COMMANDS);
  applyManifests(session, Object.keys(spec.files ?? {}));
  const copy = new Copy(session.cluster, () => openSession(spec, COMMANDS).cluster);
  const origin = originOf(copy, from);
  if (typeof origin === "string") throw new UsageError(`trace: ${origin}`);
  const tried = attempt(copy, origin, { target, timeoutSec: 30 });
  const shown = { from, target, tried };
  process.stdout.write(values.json === true ? traceJson(shown, spec) : traceTable(shown, values.all === true));
  return tried.outcome.kind === "answered" || tried.outcome.kind === "connected" ? 0 : 1;
}

function applyManifests(session: Session, files: readonly string[]): void {
  for (const file of files.filter((name) => /^[^/]+\.(ya?ml|json)$/.test(name)).sort()) {
    const { exitCode, stderr } = session.run(`kubectl apply -f '${file.replaceAll("'", "'\\''")}'`);
    if (exitCode !== 0) throw new UsageError(`trace: --files: ${file}: ${stderr.trim()}`);
  }
  comeToRest(session.cluster);
}

function readArgs(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        cluster: text,
        seed: text,
        files: text,
        from: text,
        to: text,
        all: flag,
        json: flag,
        help: { ...flag, short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(`trace: ${(error as Error).message}`);
  }
}
