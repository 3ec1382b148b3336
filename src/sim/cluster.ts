/**
 * The one door to a simulated cluster: make one, let time pass, look. Everything to the right of the simulator
 * (shell, graders, command line, page) comes in here.
 */
import type { Clock, RunResult } from "./core/clock.ts";
import { formatRfc3339 } from "./core/time.ts";
import type { Trace } from "./core/trace.ts";
import type { ApiServer } from "./kube/api/server.ts";
import type { Software } from "./node/parts/software.ts";
import type { SimEvent } from "./node/sim-event.ts";
import { createWorld, type World, type WorldOptions } from "./node/world.ts";
import type { Machine } from "./os/machine.ts";

export type ClusterSpec = Omit<WorldOptions, "software">;

export interface Settled {
  /** Nothing but periodic work is left. */
  readonly idle: boolean;
  /** The cluster's moment, RFC 3339. */
  readonly now: string;
}

const SECOND_US = 1_000_000;

export class Cluster {
  readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  get clock(): Clock {
    return this.world.clock;
  }

  get trace(): Trace<SimEvent> {
    return this.world.trace;
  }

  get api(): ApiServer {
    return this.world.api;
  }

  /** The learner's own machine. */
  get host(): Machine {
    return this.world.host;
  }

  get now(): string {
    return formatRfc3339(this.clock.nowMs);
  }

  node(name: string): Machine | undefined {
    return this.world.nodes.get(name)?.machine;
  }

  /** A running container; without a name the Pod's first. */
  container(namespace: string, pod: string, container?: string): Machine | undefined {
    return this.world.container(namespace, pod, container);
  }

  runUntil(atUs: number, maxEvents?: number): RunResult {
    return this.clock.runUntil(atUs, maxEvents);
  }

  /** Lets time pass until only periodic work is left, at most so long. */
  settle(maxSeconds = 300): Settled {
    const deadlineUs = this.clock.nowUs + Math.round(maxSeconds * SECOND_US);
    while (this.clock.pending > 0) {
      const nextUs = this.clock.nextAtUs();
      if (nextUs === undefined || nextUs > deadlineUs) {
        this.clock.runUntil(deadlineUs);
        break;
      }
      this.clock.runNext();
    }
    return { idle: this.clock.pending === 0, now: this.now };
  }

  advance(seconds: number): void {
    this.clock.runUntil(this.clock.nowUs + Math.round(seconds * SECOND_US));
  }
}

/** A fresh cluster, its own Pods running, and then whatever is to go wrong in it. */
export function createCluster(spec: ClusterSpec, software: Software): Cluster {
  const cluster = new Cluster(createWorld({ ...spec, software }));
  cluster.world.start();
  cluster.settle();
  for (const fault of spec.faults ?? []) cluster.world.inject(fault);
  if (spec.faults !== undefined) cluster.settle();
  return cluster;
}
