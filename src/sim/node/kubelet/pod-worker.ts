/**
 * One Pod on its node, from the moment it is bound to the moment it is gone: volumes, sandbox, init containers,
 * containers, and the ending. Its status follows every step.
 *
 * Models: pkg/kubelet/pod_workers.go, pkg/kubelet/kubelet.go SyncPod, SyncTerminatingPod, SyncTerminatedPod,
 *   pkg/kubelet/status/status_manager.go
 * SIMPLIFIED: containers of a Pod stop all at once; sidecars do not wait for the others.
 */
import type { Timer } from "../../core/clock.ts";
import { Task } from "../../core/task.ts";
import { type Run, WaitQueue } from "../../core/wait.ts";
import { hasReason } from "../../kube/api/status.ts";
import type { Container, Pod } from "../../kube/schema/types.ts";
import { CniError } from "../cni/cni-plugin.ts";
import { containerIdOf } from "../cni/ipam.ts";
import { NETWORK_NOT_READY, networkConfig } from "../cni/network-config.ts";
import { ContainerWorker, type RestartRule } from "./container-worker.ts";
import type { KubeletContext } from "./kubelet-context.ts";
import { PodSandbox, type PodVolumes } from "./pod-sandbox.ts";
import { isSidecar, podStatus } from "./pod-status.ts";
import { MountError } from "./volumes.ts";

const SANDBOX_US = 250_000;
const STATUS_US = 5_000;
const MOUNT_RETRY_US = 2_000_000;
const SANDBOX_RETRY_US = 12_000_000;
const CLEAN_UP_US = 100_000;

export class PodWorker {
  readonly #context: KubeletContext;
  readonly #onGone: () => void;
  readonly #changed = new WaitQueue();
  #pod: Pod;
  #sandbox: PodSandbox | null = null;
  #podIPs: readonly string[] = [];
  #init: ContainerWorker[] = [];
  #containers: ContainerWorker[] = [];
  readonly #ephemeral: ContainerWorker[] = [];
  #main: Task<void> | null = null;
  #ending: Task<void> | null = null;
  #statusTimer: Timer | null = null;
  #startTimeMs = 0;
  #failure: { readonly reason: string; readonly message: string } | null = null;
  #isGone = false;
  #isAdopted = false;

  constructor(context: KubeletContext, pod: Pod, onGone: () => void) {
    this.#context = context;
    this.#pod = pod;
    this.#onGone = onGone;
  }

  start(): void {
    this.#startTimeMs = this.#context.clock.nowMs;
    if (this.#pod.metadata.deletionTimestamp !== undefined) this.#terminate();
    else if (this.#isForgotten) this.#isAdopted = true;
    else this.#main = this.#task(this.#live());
  }

  get #isForgotten(): boolean {
    return this.#context.rehearsal?.isForgotten(this.#pod) === true;
  }

  /**
   * The Pod was put into the store as running: it gets its address and its containers now, and its status stays as
   * it was given.
   */
  adopt(): void {
    this.#isAdopted = true;
    this.#startTimeMs = this.#context.clock.nowMs;
    this.#makeContainers();
    this.#sandbox = new PodSandbox(this.#context, this.#pod, {
      volumes: this.#mountable(),
      ip: this.#pod.status?.podIP,
    });
    this.#podIPs = this.#sandbox.podIPs;
    for (const worker of this.#containers) {
      const image = this.#context.images.find(worker.spec.image ?? "");
      if (image !== null) worker.adopt(image);
    }
  }

  get pod(): Pod {
    return this.#pod;
  }

  get podIP(): string | undefined {
    return this.#podIPs[0];
  }

  container(name: string): ContainerWorker | undefined {
    return [...this.#containers, ...this.#init, ...this.#ephemeral].find(({ spec }) => spec.name === name);
  }

  /** Of every sort, in the order in which they start. */
  get containerWorkers(): readonly ContainerWorker[] {
    return [...this.#init, ...this.#containers, ...this.#ephemeral];
  }

  get sandbox(): PodSandbox | null {
    return this.#sandbox;
  }

  update(pod: Pod): void {
    this.#pod = pod;
    if (this.#isForgotten) return;
    if (pod.metadata.deletionTimestamp !== undefined) this.#terminate();
    else this.#startEphemeral();
  }

  /** The object is gone from the API already (force deletion). */
  vanish(): void {
    if (this.#isGone) return;
    this.#terminate(0);
  }

  /** The node loses its power: nothing is told to anybody. */
  abandon(): void {
    this.#isGone = true;
    this.#main?.kill();
    this.#ending?.kill();
    this.#cancelStatus();
    for (const { run } of this.#all()) run?.process.signal("KILL", "outside");
    this.#sandbox?.close();
  }

  *#live(): Run<void> {
    this.#makeContainers();
    this.#writeSoon();
    const volumes = yield* this.#mountVolumes();
    if (this.#context.rehearsal?.stateOf(this.#pod) === "containercreating") yield { on: [] };
    yield {
      on: [],
      untilUs: this.#context.clock.nowUs + (this.#context.rehearsal?.paced(SANDBOX_US) ?? SANDBOX_US),
      background: false,
    };
    yield* this.#openSandbox(volumes);
    // A stand-in says two things of a Pod: that it is made, and that it runs.
    if (this.#context.rehearsal === null) this.#writeSoon();
    if (!(yield* this.#runInit())) {
      this.#finish();
      return;
    }
    yield* this.#runContainers();
    this.#finish();
  }

  #makeContainers(): void {
    const { initContainers = [], containers } = this.#pod.spec;
    this.#init = initContainers.map((spec) => this.#worker(spec, "initContainers"));
    this.#containers = containers.map((spec) => this.#worker(spec, "containers"));
  }

  #worker(spec: Container, kind: "initContainers" | "containers" | "ephemeralContainers"): ContainerWorker {
    const worker = this;
    const host = {
      context: this.#context,
      get sandbox(): PodSandbox {
        return worker.#sandbox as PodSandbox;
      },
      pod: () => this.#pod,
      processesOf: (name: string) => this.container(name)?.run?.machine.processes,
      changed: () => this.#onContainerChange(),
    };
    return new ContainerWorker(host, spec, kind);
  }

  *#mountVolumes(): Run<PodVolumes> {
    for (;;) {
      try {
        return PodSandbox.mountVolumes(this.#context, this.#pod);
      } catch (error) {
        if (!(error instanceof MountError)) throw error;
        const message = `MountVolume.SetUp failed for volume "${error.name}" : ${error.message}`;
        this.#event("Warning", "FailedMount", message);
      }
      const { clock, sources } = this.#context;
      const untilUs = clock.nowUs + MOUNT_RETRY_US;
      yield { on: [sources.configMaps.changed, sources.secrets.changed], untilUs, background: true };
    }
  }

  /** A Pod that runs already has its volumes, as far as what they come from is there. */
  #mountable(): PodVolumes {
    try {
      return PodSandbox.mountVolumes(this.#context, this.#pod);
    } catch (error) {
      if (error instanceof MountError) return new Map();
      throw error;
    }
  }

  *#openSandbox(volumes: PodVolumes): Run<void> {
    for (let attempt = 0; ; attempt++) {
      const isHost = this.#pod.spec.hostNetwork === true;
      if (!isHost && networkConfig(this.#context.machine.fs) === null)
        this.#event("Warning", "NetworkNotReady", `network is not ready: ${NETWORK_NOT_READY}`);
      else
        try {
          this.#sandbox = new PodSandbox(this.#context, this.#pod, { volumes });
          this.#podIPs = this.#sandbox.podIPs;
          return;
        } catch (error) {
          if (!(error instanceof CniError)) throw error;
          const id = containerIdOf(`${this.#pod.metadata.uid ?? ""}/${attempt}`);
          const plugin = error.plugin ?? this.#context.cni.name;
          this.#event(
            "Warning",
            "FailedCreatePodSandBox",
            `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${id}": plugin type="${plugin}" failed (add): ${error.message}`,
          );
        }
      yield { on: [], untilUs: this.#context.clock.nowUs + SANDBOX_RETRY_US, background: true };
    }
  }

  /** One after the other; a sidecar only has to be started. False when the Pod has failed. */
  *#runInit(): Run<boolean> {
    const restart = this.#pod.spec.restartPolicy ?? "Always";
    for (const worker of this.#init) {
      const sidecar = isSidecar(worker.spec);
      const rule: RestartRule = sidecar ? "Always" : restart === "Never" ? "Never" : "OnFailure";
      this.#sandbox?.spawn(worker.loop(rule));
      while (sidecar ? !worker.isStarted : !worker.isDone) yield { on: [worker.changed] };
      if (!sidecar && worker.exitCode !== 0) return false;
    }
    return true;
  }

  *#runContainers(): Run<void> {
    const rule = (this.#pod.spec.restartPolicy ?? "Always") as RestartRule;
    const deadlineSec = this.#pod.spec.activeDeadlineSeconds;
    for (const worker of this.#containers) {
      this.#sandbox?.spawn(worker.loop(rule));
      while (!worker.hasBeenTried) yield { on: [worker.changed] };
    }
    this.#startEphemeral();
    const { clock } = this.#context;
    const untilUs = deadlineSec === undefined ? null : clock.nowUs + deadlineSec * 1_000_000;
    while (!this.#containers.every(({ isDone }) => isDone)) {
      if (untilUs !== null && clock.nowUs >= untilUs) {
        yield* this.#expire();
        return;
      }
      yield untilUs === null ? { on: [this.#changed] } : { on: [this.#changed], untilUs };
    }
  }

  *#expire(): Run<void> {
    const message = "Pod was active on the node longer than the specified deadline";
    this.#failure = { reason: "DeadlineExceeded", message };
    this.#event("Normal", "DeadlineExceeded", "Pod was active on the node longer than specified deadline");
    yield* this.#stopAll(this.#pod.spec.terminationGracePeriodSeconds ?? 30);
  }

  /** All containers have ended for good: the address is given back, the status stays. */
  #finish(): void {
    this.#sandbox?.close();
    this.#sandbox = null;
    this.#writeSoon();
  }

  #terminate(graceSec?: number): void {
    if (this.#ending !== null || this.#isGone) return;
    this.#main?.kill();
    const grace =
      graceSec ?? this.#pod.metadata.deletionGracePeriodSeconds ?? this.#pod.spec.terminationGracePeriodSeconds ?? 30;
    this.#ending = this.#task(this.#end(grace));
  }

  *#end(graceSec: number): Run<void> {
    yield* this.#stopAll(this.#context.rehearsal === null ? graceSec : 0);
    this.#cancelStatus();
    if (this.#sandbox !== null) {
      yield { on: [], untilUs: this.#context.clock.nowUs + CLEAN_UP_US, background: false };
      if (!this.#isAdopted && this.#context.rehearsal === null) this.#writeStatus();
      this.#sandbox.close();
      this.#sandbox = null;
    }
    this.#isGone = true;
    const { name, namespace, uid } = this.#pod.metadata;
    try {
      this.#context.client.delete(
        "pods",
        { namespace, name },
        { gracePeriodSeconds: 0, ...(uid === undefined ? {} : { uid }) },
      );
    } catch (error) {
      if (!hasReason(error, "NotFound") && !hasReason(error, "Conflict")) throw error;
    }
    this.#onGone();
  }

  *#stopAll(graceSec: number): Run<void> {
    const running = this.#all();
    const tasks = running.map((worker) => this.#task(worker.stop(graceSec, `Stopping container ${worker.spec.name}`)));
    while (tasks.some((task) => !task.ended))
      yield { on: [this.#changed], untilUs: this.#context.clock.nowUs + 100_000, background: false };
  }

  #all(): ContainerWorker[] {
    return [...this.#init, ...this.#containers, ...this.#ephemeral];
  }

  #startEphemeral(): void {
    if (this.#sandbox === null) return;
    for (const spec of this.#pod.spec.ephemeralContainers ?? []) {
      if (this.#ephemeral.some((worker) => worker.spec.name === spec.name)) continue;
      const worker = this.#worker(spec, "ephemeralContainers");
      this.#ephemeral.push(worker);
      this.#sandbox.spawn(worker.loop("Never"));
    }
  }

  #onContainerChange(): void {
    this.#changed.wake();
    this.#writeSoon();
  }

  #writeSoon(): void {
    if (this.#statusTimer !== null || this.#isGone || this.#isAdopted) return;
    this.#statusTimer = this.#context.clock.after(STATUS_US, () => {
      this.#statusTimer = null;
      this.#writeStatus();
    });
  }

  #cancelStatus(): void {
    if (this.#statusTimer !== null) this.#context.clock.cancel(this.#statusTimer);
    this.#statusTimer = null;
  }

  #writeStatus(): void {
    const { client, hostIP, clock, rehearsal } = this.#context;
    const { name, namespace, uid } = this.#pod.metadata;
    const stored = client.get<Pod>("pods", namespace, name);
    if (stored === undefined || stored.metadata.uid !== uid) return;
    this.#pod = stored;
    const status = podStatus({
      pod: stored,
      init: this.#init.map((worker) => worker.view()),
      containers: this.#containers.map((worker) => worker.view()),
      ephemeral: this.#ephemeral.map((worker) => worker.view()),
      hasSandbox: this.#sandbox !== null,
      podIPs: this.#podIPs,
      hostIP,
      startTimeMs: this.#startTimeMs,
      nowMs: clock.nowMs,
      failure: this.#failure,
      isTerminating: this.#ending !== null,
    });
    try {
      this.#pod = client.updateStatus<Pod>("pods", {
        ...stored,
        status: rehearsal?.written(status, stored.status) ?? status,
      } as Pod);
    } catch (error) {
      if (hasReason(error, "Conflict")) this.#writeSoon();
      else if (!hasReason(error, "NotFound")) throw error;
    }
  }

  #event(type: "Normal" | "Warning", reason: string, message: string): void {
    this.#context.client.event(this.#pod, { type, reason, message, host: this.#context.nodeName });
  }

  #task(run: Run<void>): Task<void> {
    return new Task(this.#context.clock, run, (end) => {
      this.#changed.wake();
      if (end !== "killed" && "error" in end) throw end.error;
    });
  }
}
