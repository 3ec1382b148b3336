/**
 * What a controller is: a name, and a way to start. Everything it does later is a reaction to a change or to time.
 *
 * Models: cmd/kube-controller-manager/app/controllermanager.go
 */
import type { Clock } from "../../core/clock.ts";
import type { Prng } from "../../core/prng.ts";
import type { TraceSink } from "../../core/trace.ts";
import type { ApiClient } from "../api/client.ts";
import type { KubeObject, ObjectMeta, OwnerReference } from "../api/objects.ts";
import type { ApiServer } from "../api/server.ts";
import type { KubeEvent } from "../events.ts";
import { WorkQueue } from "./work-queue.ts";

export interface ControllerContext {
  readonly clock: Clock;
  readonly prng: Prng;
  readonly trace: TraceSink<KubeEvent>;
  readonly server: ApiServer;
  /** Writes and events carry the controller's name. */
  readonly client: ApiClient;
  /** A queue whose failures are traced. */
  queue(work: (key: string) => void, latencyUs?: number): WorkQueue;
}

export interface Controller {
  readonly name: string;
  start(context: ControllerContext): void;
}

const LATENCY_US = 2_000;

export function contextFor(
  name: string,
  parts: { server: ApiServer; prng: Prng; trace: TraceSink<KubeEvent> },
): ControllerContext {
  const { server, prng, trace } = parts;
  const { clock } = server;
  const queue = (work: (key: string) => void, latencyUs = LATENCY_US): WorkQueue =>
    new WorkQueue({
      clock,
      latencyUs,
      work,
      onFailure: (key, error) => {
        if (trace.on) trace.emit({ type: "reconciled", controller: name, key, reason: error.message, where: name });
      },
    });
  return { clock, prng: prng.split(name), trace, server, client: server.client(name), queue };
}

export function keyOf({ metadata }: { readonly metadata: ObjectMeta }): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

export function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf("/");
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The one owner that manages an object. */
export function controllerOf({ metadata }: KubeObject): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

export function ownedBy(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid as string,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Index of dependents by the UID of their controller. */
export const BY_CONTROLLER = "controller";

export function controllerUid(object: KubeObject): readonly string[] {
  const uid = controllerOf(object)?.uid;
  return uid === undefined ? [] : [uid];
}
