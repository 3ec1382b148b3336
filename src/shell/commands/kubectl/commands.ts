/** The tree of commands, in the groups that help shows. Adding a verb is its file and one line here. */
import type { Command, CommandGroup } from "./command.ts";
import { APPLY } from "./verbs/apply.ts";
import { ATTACH } from "./verbs/attach.ts";
import { DELETE } from "./verbs/delete.ts";
import { EXEC } from "./verbs/exec.ts";
import { GET } from "./verbs/get.ts";
import { LOGS } from "./verbs/logs.ts";
import { RUN } from "./verbs/run.ts";

export const GROUPS: readonly CommandGroup[] = [
  { title: "Basic Commands (Beginner)", commands: [RUN] },
  { title: "Basic Commands (Intermediate)", commands: [GET, DELETE] },
  { title: "Troubleshooting and Debugging Commands", commands: [LOGS, ATTACH, EXEC] },
  { title: "Advanced Commands", commands: [APPLY] },
];

export const ROOT: Command = {
  name: "kubectl",
  summary: "kubectl controls the Kubernetes cluster manager",
  subcommands: [...GROUPS.flatMap(({ commands }) => commands)],
};
