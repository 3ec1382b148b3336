/**
 * Cilium's tool beside its agent: what the agent knows and what the programs do.
 *
 * Models: cilium cilium-dbg/cmd (cobra commands); `cilium` is the same in the agent's container
 */
import type { Run } from "../../../core/wait.ts";
import type { Process } from "../../../os/process.ts";
import { CiliumAgent } from "../../cni/cilium/cilium-agent.ts";
import { CILIUM_VERSION } from "../../cni/cilium/manifests.ts";
import { CNI_AGENT } from "../../cni/cni-plugin.ts";
import {
  balancerList,
  connectionList,
  endpointList,
  endpointsOf,
  identityList,
  ipcacheList,
  serviceList,
  tunnelList,
} from "./lists.ts";
import { monitor } from "./monitor.ts";
import { policyText, selectorsText } from "./policy-text.ts";
import { statusText } from "./status.ts";
import { notSimulated, ToolError } from "./tool-options.ts";

type Show = (agent: CiliumAgent) => string;

const LISTS: readonly (readonly [words: string, show: Show])[] = [
  ["status", statusText],
  ["endpoint list", endpointList],
  ["service list", serviceList],
  ["identity list", identityList],
  ["ip list", ipcacheList],
  ["policy get", policyText],
  ["policy selectors", selectorsText],
  ["bpf lb list", balancerList],
  ["bpf ipcache list", ipcacheList],
  ["bpf tunnel list", tunnelList],
  ["bpf ct list global", connectionList],
];

export function* ciliumDbg(process: Process): Run<number> {
  const words = process.argv.slice(1);
  if (words[0] === "build-config") return 0;
  if (words[0] === "version") {
    const text = `${CILIUM_VERSION} go version go1.24.10 linux/amd64`;
    yield* process.print(`Client: ${text}\nDaemon: ${text}\n`);
    return 0;
  }
  const agent = process.machine.plugged(CNI_AGENT);
  if (!(agent instanceof CiliumAgent) || !agent.isRunning)
    throw new ToolError(
      `Error: Cannot get status/probe: Get "http:///var/run/cilium/cilium.sock/v1/healthz?brief=false": dial unix /var/run/cilium/cilium.sock: connect: no such file or directory\nIs the agent running?\n`,
    );
  if (words[0] === "monitor") return yield* monitor(process, agent, words);
  if (words[0] === "endpoint" && words[1] === "get") return yield* endpointGet(process, agent, words[2] ?? "");
  const said = words.filter((word) => !word.startsWith("-"));
  const found = LISTS.find(([text]) => text === said.join(" "));
  const options = words.filter((word) => word.startsWith("-"));
  if (options.length > 0) notSimulated(process, `${said.join(" ")} ${options[0]}`);
  if (found === undefined) notSimulated(process, said.join(" ") || "help");
  else yield* process.print(found[1](agent));
  return 0;
}

function* endpointGet(process: Process, agent: CiliumAgent, id: string): Run<number> {
  const endpoint = endpointsOf(agent).find((one) => String(one.id) === id);
  if (endpoint === undefined)
    throw new ToolError(`Error: Cannot get endpoint ${id}: [GET /endpoint/{id}][404] getEndpointIdNotFound\n`);
  const { identity, key } = endpoint;
  const shown = [
    {
      id: endpoint.id,
      status: {
        "external-identifiers": { "k8s-namespace": key.split("/")[0], "k8s-pod-name": key.split("/")[1] },
        identity: { id: identity?.id ?? 0, labels: identity?.labels ?? [] },
        state: "ready",
      },
    },
  ];
  yield* process.print(`${JSON.stringify(shown, null, 2)}\n`);
  return 0;
}
