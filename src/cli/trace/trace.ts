/** `hop trace`: sends one request in a fresh cluster and shows its way, hop by hop. */
import { readSendArguments, sendRequest } from "../send.ts";
import { SPEC_USAGE } from "../session-spec.ts";
import { traceJson } from "./trace-json.ts";
import { traceTable } from "./trace-table.ts";

const USAGE = `usage: hop trace ${SPEC_USAGE}
               [--files DIR] --from FROM --to URL [--all] [--json]

Sends one request in a fresh cluster and shows the way of its packets: time, place, what happened, the headers before
and after, and the rule. FROM is host, node/NAME, pod/[NAMESPACE/]NAME, pods/[NAMESPACE/]LABELS, or probe[/NAMESPACE]
for a Pod of its own. URL is http://HOST[:PORT][/PATH], or HOST:PORT for a connection alone. The manifests in DIR
(*.yaml, *.yml, *.json) are applied first, in order of name. Of each exchange the first packet in each direction is
shown; --all shows every packet. Exit code 0 when there was an answer, 1 when there was none, 2 for wrong arguments.
`;

export async function trace(args: readonly string[]): Promise<number> {
  const values = readSendArguments("trace", args, { all: { type: "boolean" } });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { spec, from, target, tried } = sendRequest("trace", values);
  const shown = { from, target, tried };
  process.stdout.write(values.json === true ? traceJson(shown, spec) : traceTable(shown, values.all === true));
  return tried.outcome.kind === "answered" || tried.outcome.kind === "connected" ? 0 : 1;
}
