/**
 * flanneld and what installs its plugin. The node's agent works as long as the program does; it reads its configuration
 * from where the container has it mounted.
 *
 * Models: flannel-io/flannel main.go, images/Dockerfile; flannel-io/cni-plugin Dockerfile
 */

import { formatCidr } from "../../../core/ip.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { httpDate } from "../../../net/http/http-date.ts";
import type { HttpResponse } from "../../../net/http/message.ts";
import { NetError } from "../../../net/net-error.ts";
import { EVERYWHERE } from "../../../net/socket/bound.ts";
import { OsError } from "../../../os/os-error.ts";
import type { Process } from "../../../os/process.ts";
import { CNI_AGENT } from "../../cni/cni-plugin.ts";
import { type NetConf, parseNetConf } from "../../cni/flannel/net-conf.ts";
import { alpineFiles } from "../base/alpine.ts";
import type { Image } from "../image.ts";
import { printKlog } from "../klog.ts";
import { type HttpExchange, serveHttp, serveTcp, startUp } from "../server.ts";

const CONF = "/etc/kube-flannel/net-conf.json";
const HEALTHZ_PORT = 8081;

const cniPlugin: Image = {
  names: ["ghcr.io/flannel-io/flannel-cni-plugin"],
  tags: ["v1.9.1-flannel3", "v1.9.0-flannel1", "v1.8.0-flannel1"],
  isPublished: true,
  sizeBytes: 4_881_312,
  config: () => ({ cmd: ["/flannel"] }),
  files: () => alpineFiles("3.22.2", { "/flannel": { program: "cni-flannel" } }),
};

const flanneld: Image = {
  names: ["ghcr.io/flannel-io/flannel"],
  tags: ["v0.28.9", "v0.28.1", "v0.27.4"],
  isPublished: true,
  sizeBytes: 33_209_412,
  config: () => ({ entrypoint: ["/opt/bin/flanneld"] }),
  files: () =>
    alpineFiles("3.22.2", {
      "/opt/bin/flanneld": { program: "flanneld" },
      "/opt/bin/install-conf": { program: "flannel-install-conf" },
      "/usr/sbin/iptables": { program: "iptables" },
      "/usr/sbin/iptables-save": { program: "iptables-save" },
    }),
  programs: { flanneld: run, "flannel-install-conf": installConf },
};

export const flannelImages: readonly Image[] = [cniPlugin, flanneld];

/** `install-conf FROM TO` */
function* installConf(process: Process): Run<number> {
  const [, from = "", to = ""] = process.argv;
  const { fs } = process.machine;
  try {
    fs.writeFile(to, fs.readFile(from));
    return 0;
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    yield* process.printError(`install-conf: ${error.message}\n`);
    return 1;
  }
}

function* run(process: Process): Run<number> {
  const agent = process.machine.plugged(CNI_AGENT);
  if (agent === undefined) {
    yield* printKlog(process, "E", [
      "main.go:251",
      "Failed to create SubnetManager: unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined",
    ]);
    return 1;
  }
  yield* startUp(process, 150_000);
  let conf: NetConf;
  try {
    conf = parseNetConf(process.machine.fs.readText(CONF));
  } catch (error) {
    yield* printKlog(process, "E", [
      "main.go:251",
      `Failed to create SubnetManager: error parsing subnet config: ${(error as Error).message}`,
    ]);
    return 1;
  }
  for (const line of begun(process, conf)) yield* printKlog(process, "I", line);
  agent.start(process.machine.fs);
  for (const line of ready(process, conf)) yield* printKlog(process, "I", line);
  try {
    const answer = (exchange: HttpExchange): Run<HttpResponse> => health(process, exchange);
    yield* serveTcp(process, [
      { ip: EVERYWHERE, port: HEALTHZ_PORT, serve: (socket) => serveHttp(socket, { answer }) },
    ]);
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    yield* printKlog(process, "E", [
      "main.go:587",
      `Start healthz server error. listen tcp 0.0.0.0:${HEALTHZ_PORT}: bind: address already in use`,
    ]);
    return 2;
  } finally {
    agent.stop();
  }
  yield* printKlog(process, "I", ["main.go:524", "shutdownHandler sent cancel signal..."]);
  yield* printKlog(process, "I", ["main.go:512", "Exiting cleanly..."]);
  return 0;
}

// biome-ignore lint/correctness/useYield: an answer is a process that may wait.
function* health(process: Process, { request }: HttpExchange): Run<HttpResponse> {
  const texts: Readonly<Record<string, string>> = { "/healthz": "flanneld is running", "/readyz": "flanneld is ready" };
  const text = texts[request.target];
  const body = encodeUtf8(text ?? "404 page not found\n");
  const headers = [
    { name: "Date", value: httpDate(process.machine.clock.nowMs) },
    { name: "Content-Length", value: String(body.length) },
    { name: "Content-Type", value: "text/plain; charset=utf-8" },
  ];
  const [status, reason] = text === undefined ? [404, "Not Found"] : [200, "OK"];
  return { version: "HTTP/1.1", status, reason, headers, body };
}

type LogLine = readonly [at: string, text: string];

function begun({ machine }: Process, { backend, vni, port, directRouting }: NetConf): LogLine[] {
  const address = machine.network.devices.get("eth0")?.addresses[0];
  const text = address === undefined ? "" : formatCidr({ base: address.ip, bits: address.bits }).replace(/\/.*/, "");
  return [
    ["main.go:211", "Determining IP address of default interface"],
    ["match.go:269", `Using interface with name eth0 and address ${text}`],
    ["match.go:291", `Defaulting external address to interface address (${text})`],
    ["kube.go:537", "Starting kube subnet manager"],
    ["kube.go:163", "Node controller sync successful"],
    ["main.go:255", `Created subnet manager: Kubernetes Subnet Manager - ${machine.hostname}`],
    ["main.go:258", "Installing signal handlers"],
    ["main.go:554", `Start healthz server on 0.0.0.0:${HEALTHZ_PORT}`],
    ["main.go:540", `Found network config - Backend type: ${backend}`],
    ...(backend === "vxlan"
      ? [
          [
            "vxlan.go:128",
            `VXLAN config: VNI=${vni} Port=${port} GBP=false Learning=false DirectRouting=${directRouting}`,
          ] as const,
        ]
      : []),
  ];
}

function ready(_process: Process, _conf: NetConf): LogLine[] {
  return [
    ["main.go:392", "Cleaning-up unused traffic manager rules"],
    ["iptables.go:51", "Starting flannel in iptables mode..."],
    ["iptables.go:115", "Setting up masking rules"],
    ["iptables.go:212", "Changing default FORWARD chain policy to ACCEPT"],
    ["main.go:481", "Wrote subnet file to /run/flannel/subnet.env"],
    ["main.go:484", "flannel is ready"],
    ["main.go:488", "Running backend."],
    ["vxlan_network.go:68", "watching for new subnet leases"],
    ["iptables.go:358", "bootstrap done"],
    ["iptables.go:358", "bootstrap done"],
  ];
}
