/**
 * One container of a Pod over all its runs: image, creation, start, probes, end, and whether it starts again.
 *
 * Models: pkg/kubelet/kuberuntime/kuberuntime_manager.go SyncPod, kuberuntime_container.go startContainer, killContainer
 * SIMPLIFIED: every container restarts on its own timer; a real kubelet looks at all of them in each sync of the Pod.
 */
import { formatRfc3339 } from "../../core/time.ts";
import { type Run, WaitQueue } from "../../core/wait.ts";
import type { Container, ContainerState, Pod } from "../../kube/schema/types.ts";
import type { ProcessTable } from "../../os/process-table.ts";
import { parseSignal, type Signal } from "../../os/signal.ts";
import type { RunnableImage } from "../images/image-catalogue.ts";
import { BackOff, formatSeconds } from "./back-off.ts";
import { runOptions } from "./container-options.ts";
import { ContainerRun, type RunOptions, StartError } from "./container-run.ts";
import { ContainerConfigError } from "./environment.ts";
import type { EventWriter } from "./image-store.ts";
import type { KubeletContext } from "./kubelet-context.ts";
import { runHook } from "./lifecycle-hooks.ts";
import type { PodSandbox } from "./pod-sandbox.ts";
import type { ContainerView } from "./pod-status.ts";
import { Prober } from "./prober.ts";

export interface ContainerHost {
  readonly context: KubeletContext;
  readonly sandbox: PodSandbox;
  pod(): Pod;
  /** The PID namespace of another container of the Pod. */
  processesOf(container: string): ProcessTable | undefined;
  /** Something that the Pod's status shows has changed. */
  changed(): void;
}

const CREATE_US = 60_000;
const START_US = 40_000;
const CONFIG_RETRY_US = 5_000_000;

export type RestartRule = "Always" | "OnFailure" | "Never";

export class ContainerWorker {
  readonly spec: Container;
  readonly #host: ContainerHost;
  readonly #kind: "initContainers" | "containers" | "ephemeralContainers";
  readonly #backOff = new BackOff();
  readonly #prober = { current: null as Prober | null };
  /** Woken whenever its state changes. */
  readonly changed = new WaitQueue();
  run: ContainerRun | null = null;
  previous: ContainerRun | null = null;
  #state: ContainerState = { waiting: { reason: "ContainerCreating" } };
  #lastState: ContainerState = {};
  #restartCount = 0;
  #isReady = false;
  #isStarted = false;
  #image: RunnableImage | null = null;
  /** Its first start has been tried, whatever came of it. */
  hasBeenTried = false;
  /** It will not run again. */
  isDone = false;
  #isStopping = false;

  constructor(host: ContainerHost, spec: Container, kind: "initContainers" | "containers" | "ephemeralContainers") {
    this.#host = host;
    this.spec = spec;
    this.#kind = kind;
    this.#restartCount = host.context.rehearsal?.restartsOf(host.pod()) ?? 0;
    for (let i = 0; i < this.#restartCount; i++) this.#backOff.next(host.context.clock.nowUs);
    if (kind === "containers" && (host.pod().spec.initContainers ?? []).length > 0)
      this.#state = { waiting: { reason: "PodInitializing" } };
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  get exitCode(): number | null {
    return this.#state.terminated?.exitCode ?? null;
  }

  view(): ContainerView {
    return {
      spec: this.spec,
      state: this.#state,
      lastState: this.#lastState,
      restartCount: this.#restartCount,
      isReady: this.#isReady,
      isStarted: this.#isStarted,
      image: this.#image?.reference.text ?? this.spec.image ?? "",
      imageID: this.#image === null ? "" : `${this.#image.reference.repository}@${this.#image.digest}`,
      containerID: this.run === null ? "" : `containerd://${this.run.id}`,
    };
  }

  /** Runs it until it ends for good. */
  *loop(rule: RestartRule): Run<void> {
    for (;;) {
      const started = yield* this.#tryStart();
      this.hasBeenTried = true;
      this.changed.wake();
      if (started) yield* this.#watch();
      const exitCode = this.exitCode;
      if (this.#isStopping) break;
      if (started && (rule === "Never" || (rule === "OnFailure" && exitCode === 0))) break;
      if (started || this.#lastStartFailed) {
        if (rule === "Never") break;
        yield* this.#backOffFromCrash();
      }
      if (this.#isStopping) break;
    }
    this.isDone = true;
    this.changed.wake();
  }

  /** It runs already, as somebody has said: no pull, no events, no probes. False when it cannot. */
  adopt(image: RunnableImage): boolean {
    try {
      this.run = new ContainerRun(runOptions(this.#host, this.spec, { image, restartCount: this.#restartCount }));
    } catch (error) {
      if (error instanceof StartError || error instanceof ContainerConfigError) return false;
      throw error;
    }
    this.#image = image;
    this.#state = { running: { startedAt: formatRfc3339(this.#host.context.clock.nowMs) } };
    this.#isReady = true;
    this.#isStarted = true;
    return true;
  }

  /** preStop, SIGTERM, grace, SIGKILL. */
  *stop(graceSec: number, reason: string): Run<void> {
    this.#isStopping = true;
    this.#stopProbes();
    const { run } = this;
    if (run === null || run.exit !== null) return;
    yield* this.#kill(run, graceSec, reason);
  }

  #lastStartFailed = false;

  *#tryStart(): Run<boolean> {
    const { context } = this.#host;
    this.#lastStartFailed = false;
    const pod = this.#host.pod();
    const substitutes = context.rehearsal?.substitutes(pod, this.spec.image ?? "") === true;
    const answer = yield* context.images.ensure(this.spec, pod.metadata.uid ?? "", { tell: this.#tell, substitutes });
    if ("problem" in answer) {
      const { reason, message, retryUs } = answer.problem;
      this.#setState({ waiting: { reason, message } });
      this.hasBeenTried = true;
      this.changed.wake();
      if (context.rehearsal !== null && reason === "ImagePullBackOff") yield { on: [] };
      yield { on: [], untilUs: context.clock.nowUs + retryUs, background: context.rehearsal === null };
      return false;
    }
    this.#image = answer.image;
    try {
      yield* this.#create(answer.image);
    } catch (error) {
      if (error instanceof ContainerConfigError) {
        this.#tell({ type: "Warning", reason: "Failed", message: `Error: ${error.message}` });
        this.#setState({ waiting: { reason: "CreateContainerConfigError", message: error.message } });
        this.hasBeenTried = true;
        this.changed.wake();
        yield { on: [], untilUs: context.clock.nowUs + CONFIG_RETRY_US, background: true };
        return false;
      }
      if (!(error instanceof StartError)) throw error;
      this.#failedToStart(error.message);
      return false;
    }
    return true;
  }

  *#create(image: RunnableImage): Run<void> {
    const { clock, rehearsal } = this.#host.context;
    const options = this.#rehearsed(
      runOptions(this.#host, this.spec, { image, restartCount: this.#restartCount }),
      image,
    );
    yield { on: [], untilUs: clock.nowUs + (rehearsal?.paced(CREATE_US) ?? CREATE_US), background: false };
    this.#tell({ type: "Normal", reason: "Created", message: "Container created" });
    yield { on: [], untilUs: clock.nowUs + (rehearsal?.paced(START_US) ?? START_US), background: false };
    this.previous = this.run;
    const run = new ContainerRun(options);
    this.run = run;
    this.#setState({ running: { startedAt: formatRfc3339(clock.nowMs) } });
    this.#tell({ type: "Normal", reason: "Started", message: "Container started" });
    this.#trace("started");
    yield* this.#postStart(run);
    this.#startProbes(run);
  }

  #rehearsed(options: RunOptions, image: RunnableImage): RunOptions {
    const { rehearsal, sources } = this.#host.context;
    if (rehearsal === null) return options;
    rehearsal.prepare(options.machine, image, sources.configMaps.get("kube-system", "coredns")?.data?.Corefile);
    const program = rehearsal.programOf(this.#host.pod(), this.spec, image);
    return { ...options, program, tty: false, hasNoTerminals: true, waitsForAttach: options.stdin };
  }

  *#watch(): Run<void> {
    const run = this.run as ContainerRun;
    while (run.exit === null) yield { on: [run.ended] };
    this.#stopProbes();
    this.#isReady = false;
    this.#isStarted = false;
    const exitCode = run.exit.code;
    const { epochMs } = this.#host.context.clock;
    const at = (us: number): string => formatRfc3339(epochMs + Math.floor(us / 1000));
    this.#setState({
      terminated: {
        exitCode,
        reason: exitCode === 0 ? "Completed" : "Error",
        startedAt: at(run.startedUs),
        finishedAt: at(run.finishedUs),
        containerID: `containerd://${run.id}`,
      },
    });
    this.#trace("exited", exitCode);
  }

  *#backOffFromCrash(): Run<void> {
    const { clock } = this.#host.context;
    const pod = this.#host.pod();
    const finishedUs = this.run?.finishedUs ?? clock.nowUs;
    const remainingUs = this.#backOff.remainingUs(finishedUs, clock.nowUs);
    const terminated = this.#state;
    if (remainingUs > 0) {
      const { name } = this.spec;
      const where = `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
      this.#tell({
        type: "Warning",
        reason: "BackOff",
        message: `Back-off restarting failed container ${name} in pod ${where}`,
      });
      const message = `back-off ${formatSeconds(this.#backOff.delayUs)} restarting failed container=${name} pod=${where}`;
      this.#lastState = terminated;
      this.#setState({ waiting: { reason: "CrashLoopBackOff", message } });
      if (this.#host.context.rehearsal !== null) yield { on: [] };
      yield { on: [], untilUs: clock.nowUs + remainingUs, background: true };
    } else yield { on: [], untilUs: clock.nowUs + 1_000_000, background: false };
    if (this.#isStopping) return;
    this.#backOff.next(clock.nowUs);
    this.#lastState = terminated;
    this.#restartCount++;
  }

  #failedToStart(message: string): void {
    const { clock } = this.#host.context;
    const text = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${message}: unknown`;
    this.#tell({ type: "Warning", reason: "Failed", message: `Error: ${text}` });
    const moment = formatRfc3339(clock.nowMs);
    this.#lastStartFailed = true;
    this.#setState({
      terminated: {
        exitCode: 128,
        reason: "StartError",
        message: text,
        startedAt: "1970-01-01T00:00:00Z",
        finishedAt: moment,
      },
    });
  }

  *#postStart(run: ContainerRun): Run<void> {
    const hook = this.spec.lifecycle?.postStart;
    if (hook === undefined) return;
    const problem = yield* runHook(hook, this.#hookTarget(run));
    if (problem === null) return;
    this.#tell({ type: "Warning", reason: "FailedPostStartHook", message: `PostStartHook failed: ${problem}` });
    yield* this.#kill(run, this.#grace(), "FailedPostStartHook");
  }

  *#kill(run: ContainerRun, graceSec: number, reason: string): Run<void> {
    const { clock } = this.#host.context;
    this.#tell({ type: "Normal", reason: "Killing", message: reason });
    const deadlineUs = clock.nowUs + graceSec * 1_000_000;
    const hook = this.spec.lifecycle?.preStop;
    if (hook !== undefined && graceSec > 0) {
      const problem = yield* runHook(hook, { ...this.#hookTarget(run), deadlineUs });
      if (problem !== null)
        this.#tell({ type: "Warning", reason: "FailedPreStopHook", message: `PreStopHook failed: ${problem}` });
    }
    if (graceSec > 0) run.signal(this.#stopSignal());
    const untilUs = Math.max(deadlineUs, clock.nowUs + (graceSec > 0 ? 2_000_000 : 0));
    while (run.exit === null && clock.nowUs < untilUs) yield { on: [run.ended], untilUs, background: false };
    run.signal("KILL");
    while (run.exit === null) yield { on: [run.ended] };
  }

  #stopSignal(): Signal {
    const text = this.spec.lifecycle?.stopSignal ?? this.#image?.config.stopSignal ?? "TERM";
    return parseSignal(text) ?? "TERM";
  }

  #startProbes(run: ContainerRun): void {
    const { context, sandbox } = this.#host;
    if (this.#kind === "ephemeralContainers") return;
    if (context.rehearsal !== null) {
      this.#isStarted = true;
      this.#isReady = context.rehearsal.stateOf(this.#host.pod()) !== "notready";
      this.#tellHost();
      return;
    }
    const target = {
      node: context.machine.network,
      pod: this.#host.pod(),
      podIP: sandbox.podIPs[0] ?? context.hostIP,
      container: this.spec,
      run,
    };
    const listener = {
      onStarted: () => {
        this.#isStarted = true;
        this.#tellHost();
      },
      onReady: (isReady: boolean) => {
        if (this.#isReady === isReady) return;
        this.#isReady = isReady;
        this.#tellHost();
      },
      onUnhealthy: (kind: "startup" | "liveness") => this.#restartUnhealthy(run, kind),
    };
    this.#prober.current = new Prober(context, target, { listener, tell: this.#tell });
    this.#prober.current.start();
  }

  #restartUnhealthy(run: ContainerRun, kind: "startup" | "liveness"): void {
    this.#stopProbes();
    const reason = `Container ${this.spec.name} failed ${kind} probe, will be restarted`;
    this.#host.sandbox.spawn(this.#kill(run, this.#grace(), reason));
  }

  #stopProbes(): void {
    this.#prober.current?.stop();
    this.#prober.current = null;
  }

  #grace(): number {
    return this.#host.pod().spec.terminationGracePeriodSeconds ?? 30;
  }

  #hookTarget(run: ContainerRun): Parameters<typeof runHook>[1] {
    const { context, sandbox } = this.#host;
    return {
      node: context.machine.network,
      pod: this.#host.pod(),
      podIP: sandbox.podIPs[0] ?? "",
      container: this.spec,
      run,
      deadlineUs: null,
    };
  }

  #setState(state: ContainerState): void {
    this.#state = state;
    this.#tellHost();
  }

  #tellHost(): void {
    this.changed.wake();
    this.#host.changed();
  }

  #trace(action: "started" | "exited", exitCode?: number): void {
    const { trace, nodeName } = this.#host.context;
    const { metadata } = this.#host.pod();
    if (trace.on)
      trace.emit({
        type: "container",
        where: nodeName,
        node: nodeName,
        pod: `${metadata.namespace}/${metadata.name}`,
        container: this.spec.name,
        action,
        ...(exitCode === undefined ? {} : { exitCode }),
      });
  }

  readonly #tell: EventWriter = (event) => {
    const { client, nodeName } = this.#host.context;
    const fieldPath = `spec.${this.#kind}{${this.spec.name}}`;
    client.event(this.#host.pod(), { ...event, fieldPath, host: nodeName });
  };
}
