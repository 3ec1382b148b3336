/**
 * The containers of aws-node: the daemon that hands out addresses, and the agent for network policies.
 *
 * Models: amazon-vpc-cni-k8s cmd/aws-k8s-agent/main.go, aws-network-policy-agent main.go
 * SIMPLIFIED: their logs have their first lines only.
 */
import { formatRfc3339 } from "../../../core/time.ts";
import type { Run } from "../../../core/wait.ts";
import type { Process } from "../../../os/process.ts";
import { CNI_IMAGE, CNI_INIT_IMAGE, NODE_AGENT_IMAGE } from "../../cni/aws-vpc/manifests.ts";
import { AwsPolicyAgent } from "../../cni/aws-vpc/policy-agent.ts";
import { CNI_AGENT } from "../../cni/cni-plugin.ts";
import { POLICY_AGENT } from "../../policy/policy-agent.ts";
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";
import { idle, startUp } from "../server.ts";

function image(
  reference: string,
  about: Pick<Image, "sizeBytes" | "programs"> & { readonly entrypoint: string },
): Image {
  const [, name = "", tag = ""] = /^(.*):([^:]+)$/.exec(reference) ?? [];
  const [program = ""] = Object.keys(about.programs ?? {});
  return {
    names: [name],
    tags: [tag],
    isPublished: true,
    sizeBytes: about.sizeBytes,
    config: () => ({ entrypoint: [about.entrypoint] }),
    files: () =>
      debianFiles("bookworm", {
        [about.entrypoint]: { program },
        "/usr/sbin/iptables": { program: "iptables" },
        "/usr/sbin/iptables-save": { program: "iptables-save" },
        "/usr/sbin/ip": { program: "ip" },
      }),
    programs: about.programs ?? {},
  };
}

export const awsImages: readonly Image[] = [
  image(CNI_INIT_IMAGE, {
    entrypoint: "/init/aws-vpc-cni-init",
    sizeBytes: 62_021_134,
    programs: { "aws-vpc-cni-init": init },
  }),
  image(CNI_IMAGE, {
    entrypoint: "/app/aws-vpc-cni",
    sizeBytes: 50_613_770,
    programs: { "aws-vpc-cni": daemon },
  }),
  image(NODE_AGENT_IMAGE, {
    entrypoint: "/controller",
    sizeBytes: 44_310_217,
    programs: { "aws-network-policy-agent": nodeAgent },
  }),
];

function* init(process: Process): Run<number> {
  yield* say(process, "Copying CNI plugin binaries ...");
  yield* say(process, "Copied all CNI plugin binaries to /host/opt/cni/bin");
  return 0;
}

function* daemon(process: Process): Run<number> {
  const agent = process.machine.plugged(CNI_AGENT);
  yield* startUp(process, 200_000);
  yield* say(process, "Starting IPAM daemon... ");
  agent?.start(process.machine.fs);
  yield* say(process, "Checking for IPAM connectivity... ");
  yield* say(process, "Copying config file... ");
  yield* say(process, "Successfully copied CNI plugin binary and config file.");
  try {
    return yield* idle(process);
  } finally {
    agent?.stop();
  }
}

function* nodeAgent(process: Process): Run<number> {
  const agent = process.machine.plugged(POLICY_AGENT);
  yield* startUp(process, 100_000);
  const isEnabled = process.argv.includes("--enable-network-policy=true");
  if (!(agent instanceof AwsPolicyAgent)) return yield* idle(process);
  if (isEnabled) agent.enable();
  else agent.disable();
  try {
    return yield* idle(process);
  } finally {
    agent.pause();
  }
}

function say(process: Process, message: string): Run<void> {
  const time = formatRfc3339(process.machine.clock.nowMs);
  return process.printError(`time="${time}" level=info msg="${message}"\n`);
}
