/**
 * What a first screen asks of kubectl, for a page that loads the other commands when one of them is first run. Whatever
 * else is asked, help included, is for the kubectl beyond to answer.
 */
import type { Program } from "../../../sim/os/process.ts";
import type { Command } from "./command.ts";
import { kubectlOf } from "./program.ts";
import { GET } from "./verbs/get.ts";

const ROOT: Command = {
  name: "kubectl",
  summary: "kubectl controls the Kubernetes cluster manager",
  subcommands: [GET],
};

export function commonKubectl(beyond: Program): Program {
  return kubectlOf({ root: ROOT, help: null, docs: null, rare: null, usual: null, whole: beyond });
}
