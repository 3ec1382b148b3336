/**
 * Something that goes wrong in a cluster because somebody wants it to: a lab, a test, a lesson. A fault is data (its
 * name and what it is about), is injected into a running world, and can be taken back.
 *
 * Models: nothing of Kubernetes; each fault models what its own file says
 */
import type { NetNamespace } from "../../net/namespace.ts";
import type { ClusterNode } from "../node.ts";
import type { World } from "../world.ts";

/** `{ fault: "link-loss", on: "node-1", percent: 30 }`, as JSON. */
export interface FaultSpec {
  readonly fault: string;
  readonly [about: string]: string | number | undefined;
}

/** An author's mistake, in one sentence. */
export class FaultError extends Error {}

export interface Fault {
  readonly name: string;
  /** What it takes, for whoever lists them: `on=NODE|NAMESPACE/POD|host`. */
  readonly takes: readonly string[];
  /** What then happens, in one sentence. */
  readonly says: string;
  /** Throws FaultError. The answer takes it back. */
  inject(world: World, about: FaultSpec): () => void;
}

export function textOf(about: FaultSpec, name: string): string {
  const value = about[name];
  if (value === undefined || value === "") throw new FaultError(`fault ${about.fault} wants ${name}=…`);
  return String(value);
}

export function numberOf(about: FaultSpec, name: string, otherwise?: number): number {
  const value = about[name] ?? otherwise;
  if (value === undefined) throw new FaultError(`fault ${about.fault} wants ${name}=NUMBER`);
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0)
    throw new FaultError(`fault ${about.fault}: ${name}=${value} is not a number`);
  return number;
}

export function nodeOf(world: World, about: FaultSpec, name = "on"): ClusterNode {
  const wanted = textOf(about, name);
  const node = world.nodes.get(wanted);
  if (node === undefined)
    throw new FaultError(`fault ${about.fault}: no node ${wanted}; there are ${[...world.nodes.keys()].join(", ")}`);
  return node;
}

/** The nodes that are meant: the one that is named, else all. */
export function nodesOf(world: World, about: FaultSpec): ClusterNode[] {
  return about.on === undefined ? [...world.nodes.values()] : [nodeOf(world, about)];
}

/** A node, a Pod or the learner's own machine. */
export function namespaceOf(world: World, about: FaultSpec): NetNamespace {
  const wanted = textOf(about, "on");
  if (wanted === "host") return world.host.network;
  const [namespace = "", pod] = wanted.split("/");
  if (pod === undefined) return nodeOf(world, about).machine.network;
  for (const { kubelet } of world.nodes.values()) {
    const sandbox = kubelet.worker(namespace, pod)?.sandbox;
    if (sandbox != null) return sandbox.namespace;
  }
  throw new FaultError(`fault ${about.fault}: no Pod ${wanted} is running`);
}
