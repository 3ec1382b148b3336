/**
 * What a run of a container is made from: the image's configuration, overruled by the Pod's, its environment, its
 * files, and the machine that they make.
 *
 * Models: pkg/kubelet/kuberuntime/kuberuntime_container.go generateContainerConfig, OCI runtime-spec config.md
 */
import { encodeUtf8 } from "../../core/utf8.ts";
import type { Container, EphemeralContainer } from "../../kube/schema/types.ts";
import { Environment } from "../../os/environment.ts";
import { Machine } from "../../os/machine.ts";
import { mountKernelFiles } from "../../os/proc/kernel-files.ts";
import { ProcessTable } from "../../os/process-table.ts";
import { PROCESS_VIEW, type SeenProcess, seenAs, seenProcesses, unplayed } from "../../os/process-view.ts";
import { DirectoryNode, FileNode } from "../../os/vfs/node.ts";
import { Vfs } from "../../os/vfs/vfs.ts";
import type { RunnableImage } from "../images/image-catalogue.ts";
import { IN_CLUSTER_CLIENT } from "../in-cluster-client.ts";
import type { RunOptions } from "./container-run.ts";
import type { ContainerHost } from "./container-worker.ts";
import { ContainerConfigError, environmentOf, expandReferences } from "./environment.ts";
import { hostnameOf, hostsFile, resolvConf } from "./pod-files.ts";

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface RunOf {
  readonly image: RunnableImage;
  readonly restartCount: number;
}

/** Throws ContainerConfigError. */
export function runOptions(host: ContainerHost, spec: Container, of: RunOf): RunOptions {
  const { context } = host;
  const { config } = of.image;
  const env = fullEnvironment(host, spec, of.image);
  const expand = (text: string): string => expandReferences(text, env);
  const command = spec.command?.map(expand) ?? config.entrypoint ?? [];
  const args = spec.args?.map(expand) ?? (spec.command === undefined ? (config.cmd ?? []) : []);
  const argv = [...command, ...args];
  if (argv.length === 0) throw new ContainerConfigError("no command specified");
  const label = `container/${host.pod().metadata.uid}/${spec.name}/${of.restartCount}`;
  return {
    machine: createMachine(host, spec, of),
    id: context.prng.split(label).text("0123456789abcdef", 64),
    argv,
    env,
    cwd: spec.workingDir ?? config.workingDir ?? "/",
    stdin: spec.stdin === true,
    stdinOnce: spec.stdinOnce === true,
    tty: spec.tty === true,
  };
}

function fullEnvironment(host: ContainerHost, spec: Container, { config }: RunnableImage): Environment {
  const { context, sandbox } = host;
  const pod = host.pod();
  const place = { podIP: sandbox.podIPs[0] ?? "", hostIP: context.hostIP };
  const { own, services } = environmentOf(pod, spec, { sources: context.sources, place });
  const env = new Map<string, string>([["PATH", DEFAULT_PATH]]);
  env.set("HOSTNAME", hostnameOf(pod, context.nodeName));
  if (spec.tty === true) env.set("TERM", "xterm");
  for (const [name, value] of Object.entries(config.env ?? {})) env.set(name, value);
  for (const name of env.keys()) env.set(name, services.get(name) ?? (env.get(name) as string));
  for (const [name, value] of own) env.set(name, value);
  return Environment.of([env, services, new Map([["HOME", homeOf(config.user)]])]);
}

/** Models: pkg/kubelet/kuberuntime/util NamespacesForPod, PodNamespace of PID. */
function processTable({ context, sandbox, pod, processesOf }: ContainerHost, spec: Container): ProcessTable {
  const { targetContainerName } = spec as EphemeralContainer;
  const { hostPID, shareProcessNamespace } = pod().spec;
  if (hostPID === true) return context.machine.processes;
  if (shareProcessNamespace === true) return sandbox.processes;
  return (
    (targetContainerName === undefined ? undefined : processesOf(targetContainerName)) ??
    new ProcessTable(1, context.machine.processes)
  );
}

/** Null when a container sees its own processes and nothing else. */
function processView({ context, sandbox, pod }: ContainerHost, machine: Machine): (() => SeenProcess[]) | null {
  const { processes, clock } = machine;
  if (pod().spec.hostPID === true) return () => [...seenProcesses(context.machine)];
  if (processes !== sandbox.processes) return null;
  const { createdUs: startedUs, namespace: network } = sandbox;
  return () => [
    unplayed(clock, { pid: 1, ppid: 0, argv: ["/pause"], startedUs, network, machine: null }),
    ...processes.all().map((process) => seenAs(process, process)),
  ];
}

function createMachine(host: ContainerHost, spec: Container, { image, restartCount }: RunOf): Machine {
  const { context, sandbox } = host;
  const pod = host.pod();
  const { clock } = context;
  const fs = new Vfs(DirectoryNode.over(image.root), () => clock.nowMs);
  const put = (path: string, text: string): void =>
    fs.mount(path, new FileNode(encodeUtf8(text), { mtimeMs: clock.nowMs }));
  const hostname = hostnameOf(pod, context.nodeName);
  put("/etc/hosts", hostsFile(pod, sandbox.podIPs[0] ?? "", context.resolver));
  put("/etc/resolv.conf", resolvConf(pod, context.resolver));
  put("/etc/hostname", `${hostname}\n`);
  for (const { name, mountPath, subPath } of spec.volumeMounts ?? []) sandbox.mount(fs, { name, mountPath, subPath });
  const name = `${pod.metadata.namespace}/${pod.metadata.name}/${spec.name}`;
  const machine = new Machine({
    name,
    hostname,
    clock,
    prng: context.prng.split(`machine/${name}/${restartCount}`),
    fs,
    network: sandbox.namespace,
    programs: context.programs,
    processes: processTable(host, spec),
    accounting: context.machine.accounting,
  });
  mountKernelFiles(machine, { isWritable: spec.securityContext?.privileged === true });
  if (pod.spec.automountServiceAccountToken !== false) machine.plugIn(IN_CLUSTER_CLIENT, context.client);
  const view = processView(host, machine);
  if (view !== null) machine.plugIn(PROCESS_VIEW, view);
  context.plugInto?.(machine, pod);
  return machine;
}

function homeOf(user: string | undefined): string {
  return user === undefined || user === "root" || user === "0" ? "/root" : "/";
}
