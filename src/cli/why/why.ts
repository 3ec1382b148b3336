/** `hop why`: sends one request in a fresh cluster and says what is broken on its way, with the evidence. */
import { diagnose } from "../../grade/diagnosis/diagnose.ts";
import { evidenceOf } from "../../grade/probe/attempt.ts";
import { outcomeText } from "../../grade/probe/outcome.ts";
import { targetText } from "../../grade/probe/target.ts";
import { readSendArguments, sendRequest } from "../send.ts";
import { SPEC_USAGE } from "../session-spec.ts";

const USAGE = `usage: hop why ${SPEC_USAGE}
               [--files DIR] --from FROM --to URL [--json]

Sends one request in a fresh cluster and names the first broken link on the chain of name, DNS, Service, port, selector,
readiness, policy, rules, route and listener: what is the case, what to look at, and the way that the packets took. FROM
is host, node/NAME, pod/[NAMESPACE/]NAME, pods/[NAMESPACE/]LABELS, or probe[/NAMESPACE] for a Pod of its own. URL is
http://HOST[:PORT][/PATH], or HOST:PORT for a connection alone. The manifests in DIR (*.yaml, *.yml, *.json) are applied
first, in order of name. Exit code 0 when there was an answer, 1 when something is broken, 2 for wrong arguments.
`;

export async function why(args: readonly string[]): Promise<number> {
  const values = readSendArguments("why", args, {});
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { copy, from, origin, target, tried } = sendRequest("why", values);
  const broken = diagnose({ copy, origin, target, tried });
  const outcome = outcomeText(tried.outcome, target);
  const { lines } = evidenceOf(copy, tried);
  const isAnswered = tried.outcome.kind === "answered" || tried.outcome.kind === "connected";
  if (values.json === true) {
    const found = { from, to: targetText(target), answered: isAnswered, outcome, broken, evidence: lines };
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return isAnswered ? 0 : 1;
  }
  const verdict =
    broken !== null
      ? [`broken at: ${broken.stage}`, `           ${broken.saw}`, `look at:   ${broken.lookAt}`]
      : isAnswered
        ? ["nothing is broken"]
        : ["nothing that is looked at here is broken; the way of the packets may tell"];
  const way = lines.length === 0 ? [] : ["", ...lines.map((line) => `  ${line}`)];
  process.stdout.write(`${[outcome, ...verdict, ...way].join("\n")}\n`);
  return isAnswered ? 0 : 1;
}
