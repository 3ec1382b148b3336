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
  const containers: Mutable[] = containersOf(images);
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

/** Named after the last part of the image, without tag and digest; a number tells apart what is named the same. */
function containersOf(images: readonly string[]): Mutable[] {
  const names = images.map((image) => {
    const last = image.split("/").at(-1) as string;
    return last.split(":")[0]?.split("@")[0] ?? last;
  });
  return images.map((image, i) => {
    const name = names[i] as string;
    const isRepeated = names.indexOf(name) < i;
    return { image, name: isRepeated ? `${name}-${suffixOf(name, i)}` : name.replace(/_/g, "-"), resources: {} };
  });
}

const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** SIMPLIFIED: where kubectl draws five random characters, ours are made from the name. */
function suffixOf(name: string, index: number): string {
  let hash = 2_166_136_261 + index;
  let suffix = "";
  for (let i = 0; i < 5; i++) {
    for (let k = 0; k < name.length; k++) hash = Math.imul(hash ^ name.charCodeAt(k), 16_777_619) >>> 0;
    suffix += ALPHABET[hash % ALPHABET.length];
  }
  return suffix;
}
