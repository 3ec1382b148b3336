/** `kubectl create job` and `cronjob`. Models: k8s.io/kubectl/pkg/cmd/create/create_{job,cronjob}.go */
import type { Run } from "../../../../../sim/core/wait.ts";
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { CommandError } from "../../errors.ts";
import { text } from "../../flags/flag.ts";
import type { Invocation } from "../../invocation.ts";
import { goTypeOf, namedObject } from "../../pods/pod-of.ts";
import { commandWords, generator } from "./generator.ts";

export const CREATE_JOB = generator({
  name: "job",
  summary: "Create a job with the specified name",
  usage: "NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]",
  flags: [text("from"), text("image")],
  failure: "failed to create job",
  make: makeJob,
});

export const CREATE_CRONJOB = generator({
  name: "cronjob",
  aliases: ["cj"],
  summary: "Create a cron job with the specified name",
  usage: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  flags: [text("image"), text("restart"), text("schedule")],
  required: ["image", "schedule"],
  failure: "failed to create cronjob",
  make: makeCronJob,
});

function* makeJob(call: Invocation, name: string): Run<Mutable> {
  const { flags } = call;
  const [image, from] = [flags.text("image"), flags.text("from")];
  const command = commandWords(call);
  if ((image === "") === (from === "")) throw new CommandError("either --image or --from must be specified");
  if (command.length > 0 && from !== "") throw new CommandError("cannot specify --from and command");
  if (from !== "") return jobOfCronJob(yield* namedObject(call, [from]), name);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: { template: { metadata: {}, spec: podSpec({ name, image, command, restartPolicy: "Never" }) } },
    status: {},
  };
}

function jobOfCronJob(cronJob: Mutable, name: string): Mutable {
  if (cronJob.kind !== "CronJob") throw new CommandError(`unknown object type ${goTypeOf(cronJob)}`);
  const { metadata = {}, spec } = cronJob.spec.jobTemplate;
  const { apiVersion, kind } = cronJob;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      annotations: { "cronjob.kubernetes.io/instantiate": "manual", ...metadata.annotations },
      ...(metadata.labels === undefined ? {} : { labels: metadata.labels }),
      name,
      ownerReferences: [{ apiVersion, controller: true, kind, name: cronJob.metadata.name, uid: cronJob.metadata.uid }],
    },
    spec,
    status: {},
  };
}

function podSpec(part: {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly restartPolicy: string;
}): Mutable {
  const container: Mutable = { image: part.image, name: part.name, resources: {} };
  if (part.command.length > 0) container.command = part.command;
  return { containers: [container], restartPolicy: part.restartPolicy };
}

function makeCronJob(call: Invocation, name: string): Mutable {
  const { flags } = call;
  const restartPolicy = flags.text("restart") || "OnFailure";
  const spec = podSpec({ name, image: flags.text("image"), command: commandWords(call), restartPolicy });
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name },
    spec: {
      jobTemplate: { metadata: { name }, spec: { template: { metadata: {}, spec } } },
      schedule: flags.text("schedule"),
    },
    status: {},
  };
}
