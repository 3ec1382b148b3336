/** `kubectl certificate approve|deny`. Models: k8s.io/kubectl/pkg/cmd/certificates/certificates.go */

import { formatRfc3339 } from "../../../../sim/core/time.ts";
import type { Run } from "../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { findResources } from "../client/builder.ts";
import { type Info, pathOfInfo } from "../client/info.ts";
import { hasFiles, queryOf } from "../client/query.ts";
import type { Command } from "../command.ts";
import { CommandError, expected, throwAll } from "../errors.ts";
import { bool } from "../flags/flag.ts";
import { FILENAME_FLAGS, OUTPUT_FLAGS } from "../flags/shared.ts";
import type { Invocation } from "../invocation.ts";
import { Results } from "../output/results.ts";

interface Verdict {
  readonly name: string;
  readonly summary: string;
  readonly done: string;
  readonly type: string;
  readonly reason: string;
}

const VERDICTS: readonly Verdict[] = [
  {
    name: "approve",
    summary: "Approve a certificate signing request",
    done: "approved",
    type: "Approved",
    reason: "KubectlApprove",
  },
  {
    name: "deny",
    summary: "Deny a certificate signing request",
    done: "denied",
    type: "Denied",
    reason: "KubectlDeny",
  },
];

export const CERTIFICATE: Command = {
  name: "certificate",
  summary: "Modify certificate resources",
  usage: "SUBCOMMAND",
  helpsOnStdout: "fine",
  subcommands: VERDICTS.map((verdict) => ({
    name: verdict.name,
    summary: verdict.summary,
    usage: "(-f FILENAME | NAME)",
    flags: [...FILENAME_FLAGS, ...OUTPUT_FLAGS, bool("force")],
    run: (call) => decide(call, verdict),
  })),
};

function* decide(call: Invocation, verdict: Verdict): Run<void> {
  if (call.args.length === 0 && !hasFiles(call))
    throw new CommandError("one or more CSRs must be specified as <name> or -f <filename>");
  const results = new Results(call);
  const args = hasFiles(call) ? call.args : ["certificatesigningrequests", ...call.args];
  const found = yield* findResources(call, queryOf(call, { args, latest: true }));
  const errors: Error[] = [...found.errors];
  for (const info of found.infos) {
    try {
      const object = yield* decideOne(call, info, verdict);
      yield* results.print(object, verdict.done);
    } catch (error) {
      errors.push(expected(error));
    }
  }
  if (found.infos.length === 0 && errors.length === 0) yield* call.printError("No resources found\n");
  throwAll(errors);
}

function* decideOne(call: Invocation, info: Info, { type, reason, done }: Verdict): Run<Mutable> {
  const conditions: readonly Mutable[] = info.object.status?.conditions ?? [];
  const opposite = type === "Approved" ? "Denied" : "Approved";
  if (conditions.some((condition) => condition.type === opposite))
    throw new CommandError(`certificate signing request ${JSON.stringify(info.name)} is already ${opposite}`);
  const isDecided = conditions.some((condition) => condition.type === type);
  if (isDecided && !call.flags.bool("force")) return info.object;
  const now = formatRfc3339(call.nowMs);
  const condition = {
    type,
    status: "True",
    reason,
    message: `This CSR was ${done} by kubectl certificate ${type === "Approved" ? "approve" : "deny"}.`,
    lastUpdateTime: now,
    lastTransitionTime: now,
  };
  const kept = conditions.filter((one) => one.type !== type);
  return yield* call.client.request("PUT", pathOfInfo(info, "approval"), {
    body: { ...info.object, status: { ...info.object.status, conditions: [...kept, condition] } },
  });
}
