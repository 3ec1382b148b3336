/** The tree of commands, in the groups that help shows. Adding a verb is its file and one line here. */
import type { Command, CommandGroup } from "./command.ts";
import { APPLY } from "./verbs/apply.ts";
import { ATTACH } from "./verbs/attach.ts";
import { CREATE } from "./verbs/create/create.ts";
import { DELETE } from "./verbs/delete.ts";
import { DESCRIBE } from "./verbs/describe.ts";
import { EXEC } from "./verbs/exec.ts";
import { GET } from "./verbs/get.ts";
import { LOGS } from "./verbs/logs.ts";
import { ROLLOUT } from "./verbs/rollout.ts";
import { RUN } from "./verbs/run.ts";
import { WAIT } from "./verbs/wait.ts";

export const GROUPS: readonly CommandGroup[] = [
  { title: "Basic Commands (Beginner)", commands: [CREATE, RUN] },
  { title: "Basic Commands (Intermediate)", commands: [GET, DELETE] },
  { title: "Deploy Commands", commands: [ROLLOUT] },
  { title: "Troubleshooting and Debugging Commands", commands: [DESCRIBE, LOGS, ATTACH, EXEC] },
  { title: "Advanced Commands", commands: [APPLY, WAIT] },
];

export const ROOT: Command = {
  name: "kubectl",
  summary: "kubectl controls the Kubernetes cluster manager",
  subcommands: [...GROUPS.flatMap(({ commands }) => commands)],
};
