/**
 * The three images of Calico: the agent of a node, what installs its plugin, and the controllers, which here only run.
 *
 * Models: projectcalico/calico node/cmd/calico-node, cni-plugin/pkg/install, kube-controllers/cmd
 */
import { formatRfc3339 } from "../../../core/time.ts";
import type { Run } from "../../../core/wait.ts";
import { OsError } from "../../../os/os-error.ts";
import type { Process } from "../../../os/process.ts";
import { conflist } from "../../cni/calico/manifests.ts";
import { CNI_AGENT } from "../../cni/cni-plugin.ts";
import { debianFiles } from "../base/debian.ts";
import type { Image } from "../image.ts";
import { idle, startUp } from "../server.ts";

const TAGS = ["v3.32.0", "v3.31.3", "v3.30.4"];

export const calicoImages: readonly Image[] = [
  {
    names: ["quay.io/calico/node", "docker.io/calico/node"],
    tags: TAGS,
    isPublished: true,
    sizeBytes: 155_403_174,
    config: () => ({ cmd: ["start_runit"] }),
    files: () =>
      debianFiles("bookworm", {
        "/usr/sbin/start_runit": { program: "calico-start-runit" },
        "/usr/bin/calico-node": { program: "calico-node" },
        "/usr/sbin/iptables": { program: "iptables" },
        "/usr/sbin/iptables-save": { program: "iptables-save" },
        "/usr/sbin/ip": { program: "ip" },
        "/usr/sbin/ipset": { program: "ipset" },
      }),
    programs: { "calico-start-runit": agent, "calico-node": health },
  },
  {
    names: ["quay.io/calico/cni", "docker.io/calico/cni"],
    tags: TAGS,
    isPublished: true,
    sizeBytes: 71_921_006,
    config: () => ({}),
    files: () => ({
      "/opt/cni/bin/install": { program: "calico-install" },
      "/opt/cni/bin/calico-ipam": { program: "calico-ipam" },
    }),
    programs: { "calico-install": install, "calico-ipam": nothingToUpgrade },
  },
  {
    names: ["quay.io/calico/kube-controllers", "docker.io/calico/kube-controllers"],
    tags: TAGS,
    isPublished: true,
    sizeBytes: 50_214_880,
    config: () => ({ entrypoint: ["/usr/bin/kube-controllers"], user: "999" }),
    files: () => ({
      "/usr/bin/kube-controllers": { program: "calico-kube-controllers" },
      "/usr/bin/check-status": { program: "calico-check-status" },
    }),
    programs: { "calico-kube-controllers": controllers, "calico-check-status": isWell },
  },
];

function line(process: Process, text: string): Run<void> {
  const { clock } = process.machine;
  const [date = "", time = ""] = formatRfc3339(clock.nowMs).slice(0, -1).split("T");
  const ms = String(clock.nowMs % 1000).padStart(3, "0");
  return process.print(`${date} ${time}.${ms} ${text}\n`);
}

function* agent(process: Process): Run<number> {
  const found = process.machine.plugged(CNI_AGENT);
  if (found === undefined) {
    yield* line(process, "[ERROR][9] startup/startup.go: Unable to find the node's address: not on a node's network");
    return 1;
  }
  const { hostname, network } = process.machine;
  const address = network.devices.get("eth0")?.addresses[0];
  yield* startUp(process, 200_000);
  yield* line(process, "[INFO][9] startup/startup.go 445: Early log level set to info");
  yield* line(process, `[INFO][9] startup/utils.go 127: Using NODENAME environment for node name ${hostname}`);
  if (address !== undefined)
    yield* line(
      process,
      "[INFO][9] startup/autodetection_methods.go 103: Using autodetected IPv4 address on interface eth0",
    );
  found.start(process.machine.fs);
  yield* line(process, "[INFO][9] startup/startup.go 221: Using node name: ".concat(hostname));
  yield* process.print("Calico node started successfully\n");
  try {
    return yield* idle(process);
  } finally {
    found.stop();
  }
}

/** `calico-node -felix-live -bird-live`, what probes call; `-shutdown`, what the end calls. */
function* health(process: Process): Run<number> {
  const found = process.machine.plugged(CNI_AGENT);
  if (process.argv.includes("-v")) yield* process.print("v3.32.0\n");
  return found?.isRunning === true ? 0 : 1;
}

function* install(process: Process): Run<number> {
  const { fs } = process.machine;
  const env = (name: string): string => process.env.get(name) ?? "";
  const path = `/host/etc/cni/net.d/${env("CNI_CONF_NAME")}`;
  try {
    fs.writeFile(path, conflist(env("KUBERNETES_NODE_NAME"), env("CNI_NETWORK_CONFIG"), env("CNI_MTU")));
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    yield* line(
      process,
      `[FATAL][1] cni-installer/<nil> <nil>: Failed to write CNI config file error=${error.message}`,
    );
    return 1;
  }
  yield* line(process, `[INFO][1] cni-installer/<nil> <nil>: Created ${path}`);
  yield* line(process, "[INFO][1] cni-installer/<nil> <nil>: Done configuring CNI.  Sleep= false");
  return 0;
}

function* nothingToUpgrade(process: Process): Run<number> {
  yield* line(process, "[INFO][1] ipam/ipam_plugin.go 75: migrating from host-local to calico-ipam...");
  yield* line(process, "[INFO][1] ipam/migrate.go 67: checking host-local IPAM data dir dir existence...");
  yield* line(process, "[INFO][1] ipam/ipam_plugin.go 105: migration from host-local to calico-ipam complete");
  return 0;
}

function* controllers(process: Process): Run<number> {
  yield* startUp(process, 100_000);
  yield* line(process, "[INFO][1] kube-controllers/main.go 107: Loaded configuration from environment");
  yield* line(process, "[INFO][1] kube-controllers/main.go 130: Ensuring Calico datastore is initialized");
  return yield* idle(process);
}

// biome-ignore lint/correctness/useYield: a program that has nothing to wait for.
function* isWell(): Run<number> {
  return 0;
}
