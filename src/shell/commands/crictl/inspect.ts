/** What `crictl inspect` and `inspectp` print. Models: cri-api runtime/v1 ContainerStatus, PodSandboxStatus; containerd's verbose info */
import type { RuntimeContainer, RuntimeSandbox } from "../../../sim/node/runtime-plug.ts";
import type { Process } from "../../../sim/os/process.ts";
import { formatTime } from "../date/format-time.ts";

function moment(process: Process, atUs: number): string {
  const epochUs = process.machine.clock.epochMs * 1000 + atUs;
  return `${formatTime("%Y-%m-%dT%H:%M:%S", epochUs)}.${String(epochUs % 1_000_000).padStart(6, "0")}000Z`;
}

function labelsOf(sandbox: RuntimeSandbox, container?: string): Record<string, string> {
  const { name = "", namespace = "", uid = "" } = sandbox.worker.pod.metadata;
  return {
    ...(container === undefined ? {} : { "io.kubernetes.container.name": container }),
    "io.kubernetes.pod.name": name,
    "io.kubernetes.pod.namespace": namespace,
    "io.kubernetes.pod.uid": uid,
  };
}

const NEVER = "0001-01-01T00:00:00Z";

export function inspected(process: Process, { run, view, sandbox, isRunning, pid }: RuntimeContainer): unknown {
  const { name = "", namespace = "", uid = "" } = sandbox.worker.pod.metadata;
  return {
    info: { pid: isRunning ? pid : 0, removing: false, sandboxID: sandbox.id },
    status: {
      annotations: { "io.kubernetes.container.restartCount": String(view.restartCount) },
      createdAt: moment(process, run.startedUs),
      exitCode: run.exit?.code ?? 0,
      finishedAt: isRunning ? NEVER : moment(process, run.finishedUs),
      id: run.id,
      image: { annotations: {}, image: view.image, userSpecifiedImage: "" },
      imageRef: view.imageID,
      labels: labelsOf(sandbox, view.spec.name),
      logPath: `/var/log/pods/${namespace}_${name}_${uid}/${view.spec.name}/${view.restartCount}.log`,
      message: "",
      metadata: { attempt: view.restartCount, name: view.spec.name },
      mounts: (view.spec.volumeMounts ?? []).map(({ mountPath, readOnly }) => ({
        containerPath: mountPath,
        propagation: "PROPAGATION_PRIVATE",
        readonly: readOnly === true,
      })),
      reason: isRunning ? "" : run.exit?.code === 0 ? "Completed" : "Error",
      startedAt: moment(process, run.startedUs),
      state: isRunning ? "CONTAINER_RUNNING" : "CONTAINER_EXITED",
    },
  };
}

export function inspectedSandbox(process: Process, sandbox: RuntimeSandbox): unknown {
  const { name = "", namespace = "", uid = "", labels = {} } = sandbox.worker.pod.metadata;
  const isHost = sandbox.netns === null;
  const started = sandbox.worker.containerWorkers.flatMap(({ run }) => (run === null ? [] : [run.startedUs]));
  return {
    info: {
      pid: sandbox.pid,
      processStatus: "running",
      netNamespaceClosed: false,
      runtimeSpec: {
        linux: {
          namespaces: [
            { type: "pid" },
            { type: "ipc" },
            { type: "uts" },
            { type: "mount" },
            ...(isHost ? [] : [{ type: "network", path: `/var/run/netns/${sandbox.netns}` }]),
          ],
        },
      },
    },
    status: {
      annotations: {},
      createdAt: moment(process, started.length === 0 ? process.nowUs : Math.min(...started)),
      id: sandbox.id,
      labels: { ...labels, ...labelsOf(sandbox) },
      linux: {
        namespaces: { options: { ipc: "POD", network: isHost ? "NODE" : "POD", pid: "CONTAINER", targetId: "" } },
      },
      metadata: { attempt: 0, name, namespace, uid },
      network: { additionalIps: [], ip: isHost ? "" : (sandbox.worker.podIP ?? "") },
      runtimeHandler: "",
      state: "SANDBOX_READY",
    },
  };
}
