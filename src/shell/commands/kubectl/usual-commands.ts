/** The commands of kubectl that nearly every lesson types. Whatever else is asked is for the kubectl beyond to answer. */
import type { Program } from "../../../sim/os/process.ts";
import type { Command } from "./command.ts";
import { kubectlOf } from "./program.ts";
import { USUAL_PARTS } from "./usual-parts.ts";
import { APPLY } from "./verbs/apply.ts";
import { DELETE } from "./verbs/delete.ts";
import { EXEC } from "./verbs/exec.ts";
import { GET } from "./verbs/get.ts";
import { LOGS } from "./verbs/logs.ts";
import { RUN } from "./verbs/run.ts";

const ROOT: Command = {
  name: "kubectl",
  summary: "kubectl controls the Kubernetes cluster manager",
  subcommands: [APPLY, DELETE, EXEC, GET, LOGS, RUN],
};

export function usualKubectl(beyond: Program): Program {
  return kubectlOf({ root: ROOT, help: null, docs: null, rare: null, usual: USUAL_PARTS, whole: beyond });
}
