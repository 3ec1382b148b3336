/** `kubectl create deployment`. Models: k8s.io/kubectl/pkg/cmd/create/create_deployment.go */

import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import { CommandError } from "../../errors.ts";
import { int, slice } from "../../flags/flag.ts";
import type { Invocation } from "../../invocation.ts";
import { commandWords, generator } from "./generator.ts";

export const CREATE_DEPLOYMENT = generator({
  name: "deployment",
  aliases: ["deploy"],
  summary: "Create a deployment with the specified name",
  usage: "NAME --image=image -- [COMMAND] [args...]",
  flags: [slice("image"), int("port", -1), int("replicas/r", 1)],
  required: ["image"],
  failure: "failed to create deployment",
  make,
});

function make(call: Invocation, name: string): Mutable {
  const { flags } = call;
  const images = flags.list("image");
  const command = commandWords(call);
  if (images.length > 1 && command.length > 0)
    throw new CommandError("cannot specify multiple --image options and command");
  const containers: Mutable[] = containersOf(call, images);
  if (command.length > 0) containers[0].command = command;
  if (flags.int("port") >= 0) containers[0].ports = [{ containerPort: flags.int("port") }];
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { labels, name },
    spec: {
      replicas: flags.int("replicas"),
      selector: { matchLabels: labels },
      strategy: {},
      template: { metadata: { labels }, spec: { containers } },
    },
    status: {},
  };
}

const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** Named after the last part of the image, without tag and digest; a random end tells apart what is named the same. */
function containersOf(call: Invocation, images: readonly string[]): Mutable[] {
  const prng = call.process.machine.prng.split(`kubectl create deployment ${call.process.nowUs}`);
  const names = images.map((image) => {
    const last = image.split("/").at(-1) as string;
    return (last.split(":")[0] as string).split("@")[0]?.replaceAll("_", "-") ?? last;
  });
  return images.map((image, i) => {
    const name = names[i] as string;
    const isRepeated = names.indexOf(name) < i;
    return { image, name: isRepeated ? `${name}-${prng.text(ALPHABET, 5)}` : name, resources: {} };
  });
}
