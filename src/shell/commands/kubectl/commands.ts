/** The tree of commands, in the groups that help shows. Adding a verb is its file and one line here. */
import type { Command, CommandGroup } from "./command.ts";
import { APPLY } from "./verbs/apply.ts";
import { ATTACH } from "./verbs/attach.ts";
import { AUTH } from "./verbs/auth.ts";
import { AUTOSCALE } from "./verbs/autoscale.ts";
import { CERTIFICATE } from "./verbs/certificate.ts";
import { CONFIG } from "./verbs/config/config.ts";
import { CP } from "./verbs/cp.ts";
import { CREATE } from "./verbs/create/create.ts";
import { DEBUG } from "./verbs/debug.ts";
import { DELETE } from "./verbs/delete.ts";
import { DESCRIBE } from "./verbs/describe.ts";
import { DIFF } from "./verbs/diff.ts";
import { DRAIN } from "./verbs/drain.ts";
import { EDIT } from "./verbs/edit.ts";
import { EVENTS } from "./verbs/events.ts";
import { EXEC } from "./verbs/exec.ts";
import { EXPLAIN } from "./verbs/explain.ts";
import { EXPOSE } from "./verbs/expose.ts";
import { GET } from "./verbs/get.ts";
import { KUBERC } from "./verbs/kuberc/kuberc.ts";
import { ANNOTATE, LABEL } from "./verbs/label.ts";
import { LOGS } from "./verbs/logs.ts";
import { CORDON, TAINT, UNCORDON } from "./verbs/node-commands.ts";
import { PATCH } from "./verbs/patch.ts";
import { PLUGIN } from "./verbs/plugin.ts";
import { PORT_FORWARD } from "./verbs/port-forward.ts";
import { PROXY } from "./verbs/proxy.ts";
import { REPLACE } from "./verbs/replace.ts";
import { ROLLOUT } from "./verbs/rollout.ts";
import { RUN } from "./verbs/run.ts";
import { SCALE } from "./verbs/scale.ts";
import { SET } from "./verbs/set/set.ts";
import { ALPHA, COMPLETION, HELP, KUSTOMIZE, OPTIONS } from "./verbs/simple-commands.ts";
import { TOP } from "./verbs/top.ts";
import { API_RESOURCES, API_VERSIONS, CLUSTER_INFO, VERSION } from "./verbs/version.ts";
import { WAIT } from "./verbs/wait.ts";

export const GROUPS: readonly CommandGroup[] = [
  { title: "Basic Commands (Beginner)", commands: [CREATE, EXPOSE, RUN, SET] },
  { title: "Basic Commands (Intermediate)", commands: [EXPLAIN, GET, EDIT, DELETE] },
  { title: "Deploy Commands", commands: [ROLLOUT, SCALE, AUTOSCALE] },
  {
    title: "Cluster Management Commands",
    commands: [CERTIFICATE, CLUSTER_INFO, TOP, CORDON, UNCORDON, DRAIN, TAINT],
  },
  {
    title: "Troubleshooting and Debugging Commands",
    commands: [DESCRIBE, LOGS, ATTACH, EXEC, PORT_FORWARD, PROXY, CP, AUTH, DEBUG, EVENTS],
  },
  { title: "Advanced Commands", commands: [DIFF, APPLY, PATCH, REPLACE, WAIT, KUSTOMIZE] },
  { title: "Settings Commands", commands: [LABEL, ANNOTATE, COMPLETION] },
  { title: "Other Commands", commands: [API_RESOURCES, API_VERSIONS, CONFIG, KUBERC, PLUGIN, VERSION] },
];

export const ROOT: Command = {
  name: "kubectl",
  summary: "kubectl controls the Kubernetes cluster manager",
  subcommands: [...GROUPS.flatMap(({ commands }) => commands), ALPHA, HELP, OPTIONS],
};
