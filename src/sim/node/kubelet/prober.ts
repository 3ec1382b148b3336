/**
 * The probes of one run of a container, each in its own rhythm, and what follows from their answers: started,
 * ready, or to be restarted.
 *
 * Models: pkg/kubelet/prober/worker.go doProbe, pkg/kubelet/prober/prober_manager.go
 */
import { Task } from "../../core/task.ts";
import type { Run } from "../../core/wait.ts";
import type { Probe } from "../../kube/schema/types.ts";
import type { EventWriter } from "./image-store.ts";
import type { KubeletContext } from "./kubelet-context.ts";
import { askOnce, type ProbeTarget } from "./probes.ts";

export type ProbeKind = "startup" | "readiness" | "liveness";

export interface ProbeListener {
  onStarted(): void;
  onReady(isReady: boolean): void;
  /** A liveness or startup probe has failed for good. */
  onUnhealthy(kind: "startup" | "liveness"): void;
}

const TITLE: Readonly<Record<ProbeKind, string>> = { startup: "Startup", readiness: "Readiness", liveness: "Liveness" };
/** The kubelet looks at its containers every second (PLEG), and asks a new one as soon as it sees it. */
const NOTICED_US = 1_000_000;
/** So many failures of a readiness probe are still the normal course of starting; after them it is only waiting. */
const PATIENT_FAILURES = 5;

export class Prober {
  readonly #context: KubeletContext;
  readonly #target: ProbeTarget;
  readonly #listener: ProbeListener;
  readonly #tell: EventWriter;
  readonly #tasks: Task<void>[] = [];

  constructor(context: KubeletContext, target: ProbeTarget, hooks: { listener: ProbeListener; tell: EventWriter }) {
    this.#context = context;
    this.#target = target;
    this.#listener = hooks.listener;
    this.#tell = hooks.tell;
  }

  start(): void {
    const { startupProbe } = this.#target.container;
    if (startupProbe === undefined) this.#afterStartup();
    else this.#spawn("startup", startupProbe);
  }

  stop(): void {
    for (const task of this.#tasks) task.kill();
    this.#tasks.length = 0;
  }

  #afterStartup(): void {
    const { readinessProbe, livenessProbe } = this.#target.container;
    this.#listener.onStarted();
    if (readinessProbe === undefined) this.#listener.onReady(true);
    else this.#spawn("readiness", readinessProbe);
    if (livenessProbe !== undefined) this.#spawn("liveness", livenessProbe);
  }

  #spawn(kind: ProbeKind, probe: Probe): void {
    const task = new Task(this.#context.clock, this.#loop(kind, probe), (end) => {
      if (end !== "killed" && "error" in end) throw end.error;
    });
    this.#tasks.push(task);
  }

  *#loop(kind: ProbeKind, probe: Probe): Run<void> {
    const { clock } = this.#context;
    const failureThreshold = probe.failureThreshold ?? 3;
    const successThreshold = probe.successThreshold ?? 1;
    const delayUs = Math.max(NOTICED_US, (probe.initialDelaySeconds ?? 0) * 1_000_000);
    const startUs = this.#target.run.startedUs + delayUs;
    let successes = 0;
    let failures = 0;
    let hasSucceeded = false;
    for (let dueUs = Math.max(clock.nowUs, startUs); ; dueUs += (probe.periodSeconds ?? 10) * 1_000_000) {
      const isExpected = kind !== "liveness" && !hasSucceeded && failures < PATIENT_FAILURES;
      if (dueUs > clock.nowUs) yield { on: [], untilUs: dueUs, background: !isExpected };
      const { isSuccess, message } = yield* askOnce(probe, this.#target);
      this.#report(kind, isSuccess, message);
      successes = isSuccess ? successes + 1 : 0;
      failures = isSuccess ? 0 : failures + 1;
      if (isSuccess && successes >= successThreshold) {
        hasSucceeded = true;
        if (kind === "startup") {
          this.#afterStartup();
          return;
        }
        if (kind === "readiness") this.#listener.onReady(true);
      }
      if (!isSuccess && failures >= failureThreshold) {
        if (kind === "readiness") this.#listener.onReady(false);
        else {
          this.#listener.onUnhealthy(kind);
          return;
        }
      }
    }
  }

  #report(kind: ProbeKind, isSuccess: boolean, message: string): void {
    const { trace } = this.#context;
    const { pod, container } = this.#target;
    if (!isSuccess)
      this.#tell({ type: "Warning", reason: "Unhealthy", message: `${TITLE[kind]} probe failed: ${message}` });
    if (trace.on)
      trace.emit({
        type: "probe",
        where: this.#context.nodeName,
        pod: `${pod.metadata.namespace}/${pod.metadata.name}`,
        container: container.name,
        probe: kind,
        reason: isSuccess ? "success" : "failure",
        ...(message === "" ? {} : { message }),
      });
  }
}
