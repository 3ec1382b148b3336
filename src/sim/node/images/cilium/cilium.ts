/**
 * The container of cilium-agent with its tools, and the operator's. The node's agent works as long as the program does;
 * what it has loaded into the kernel goes on without it.
 *
 * Models: cilium images/cilium/Dockerfile, daemon/main.go, operator/main.go
 * SIMPLIFIED: the agent's log has its first lines only; the operator logs nothing.
 */
import { formatRfc3339 } from "../../../core/time.ts";
import type { Run } from "../../../core/wait.ts";
import type { Process } from "../../../os/process.ts";
import { CiliumAgent } from "../../cni/cilium/cilium-agent.ts";
import { LbIpam } from "../../cni/cilium/lb-ipam.ts";
import { CILIUM_VERSION } from "../../cni/cilium/manifests.ts";
import { CNI_AGENT } from "../../cni/cni-plugin.ts";
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";
import { idle, startUp } from "../server.ts";
import { ciliumDbg } from "./cilium-dbg.ts";
import { hubble } from "./hubble.ts";
import { goTool } from "./tool-options.ts";

const tags = [`v${CILIUM_VERSION}`];

const agentImage: Image = {
  names: ["quay.io/cilium/cilium"],
  tags,
  isPublished: true,
  sizeBytes: 240_311_902,
  config: () => ({ cmd: ["/usr/bin/cilium-dbg"], env: { HUBBLE_SERVER: "unix:///var/run/cilium/hubble.sock" } }),
  files: () =>
    debianFiles("bookworm", {
      "/usr/bin/cilium": { program: "cilium-dbg" },
      "/usr/bin/cilium-agent": { program: "cilium-agent" },
      "/usr/bin/cilium-dbg": { program: "cilium-dbg" },
      "/usr/bin/hubble": { program: "hubble" },
      "/install-plugin.sh": { program: "cilium-install-plugin" },
      "/usr/sbin/iptables": { program: "iptables" },
      "/usr/sbin/iptables-save": { program: "iptables-save" },
      "/usr/sbin/ip": { program: "ip" },
    }),
  programs: {
    "cilium-agent": runAgent,
    "cilium-dbg": goTool(ciliumDbg),
    hubble: goTool(hubble),
    "cilium-install-plugin": installPlugin,
  },
};

const operatorImage: Image = {
  names: ["quay.io/cilium/operator-generic"],
  tags,
  isPublished: true,
  sizeBytes: 41_012_334,
  config: () => ({ cmd: ["/usr/bin/cilium-operator-generic"] }),
  files: () => ({ "/usr/bin/cilium-operator-generic": { program: "cilium-operator" } }),
  programs: { "cilium-operator": runOperator },
};

export const ciliumImages: readonly Image[] = [agentImage, operatorImage];

function* runAgent(process: Process): Run<number> {
  const agent = process.machine.plugged(CNI_AGENT);
  yield* startUp(process, 200_000);
  const say = (message: string): Run<void> =>
    process.printError(`time=${formatRfc3339(process.machine.clock.nowMs)} level=info msg="${message}" module=agent\n`);
  yield* say(`Cilium ${CILIUM_VERSION} go version go1.24.10 linux/amd64`);
  agent?.start(process.machine.fs);
  yield* say("Initializing daemon");
  yield* say("Daemon initialization completed");
  try {
    return yield* idle(process);
  } finally {
    agent?.stop();
  }
}

function* runOperator(process: Process): Run<number> {
  const agent = process.machine.plugged(CNI_AGENT);
  const { clock } = process.machine;
  const ipam = agent instanceof CiliumAgent ? new LbIpam(agent.options.node.client, () => clock.nowMs) : null;
  ipam?.start();
  try {
    return yield* idle(process);
  } finally {
    ipam?.stop();
  }
}

/** The node's programs are there already. */
// biome-ignore lint/correctness/useYield: a program that has nothing to wait for.
function* installPlugin(): Run<number> {
  return 0;
}
