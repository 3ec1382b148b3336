/**
 * The commands of kubectl that nearly every lesson types, for a page that loads the others when one of them is first
 * run. Whatever else is asked, help included, is the whole kubectl's to answer.
 */
import type { Program } from "../../../sim/os/process.ts";
import type { Command } from "./command.ts";
import { kubectlOf } from "./program.ts";
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

export function commonKubectl(whole: Program): Program {
  return kubectlOf({ root: ROOT, help: null, docs: null, rare: null, whole });
}
