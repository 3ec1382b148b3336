/**
 * Pods made from a template and taken away again, each with the event that says so on its owner.
 *
 * Models: pkg/controller/controller_utils.go RealPodControl, GetPodFromTemplate
 */
import type { KubeObject, Labels } from "../api/objects.ts";
import { StatusError } from "../api/status.ts";
import type { Pod, PodSpec, PodTemplateSpec } from "../schema/types.ts";
import { type ControllerContext, ownedBy } from "./controller.ts";

export interface PodShape {
  /** Given where Pods have names of their own; otherwise the server makes one up. */
  readonly name?: string;
  readonly prefix?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly spec?: Partial<PodSpec>;
}

const NO_TEMPLATE: PodTemplateSpec = { spec: { containers: [] } };

export function podFrom(owner: KubeObject, template: PodTemplateSpec | undefined, shape: PodShape = {}): Pod {
  const { metadata, spec } = template ?? NO_TEMPLATE;
  const annotations = { ...metadata?.annotations, ...shape.annotations };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: shape.name ?? "",
      generateName: `${shape.prefix ?? owner.metadata.name}-`,
      namespace: owner.metadata.namespace as string,
      labels: { ...metadata?.labels, ...shape.labels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ...(metadata?.finalizers === undefined ? {} : { finalizers: metadata.finalizers }),
      ownerReferences: [ownedBy(owner)],
    },
    spec: { ...(spec ?? { containers: [] }), ...shape.spec },
  } as Pod;
}

export class PodControl {
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  create(owner: KubeObject, pod: Pod): Pod {
    const { client } = this.#context;
    try {
      const made = client.create<Pod>("pods", pod);
      const message = `Created pod: ${made.metadata.name}`;
      client.event(owner, { type: "Normal", reason: "SuccessfulCreate", message });
      return made;
    } catch (error) {
      if (error instanceof StatusError)
        client.event(owner, { type: "Warning", reason: "FailedCreate", message: `Error creating: ${error.message}` });
      throw error;
    }
  }

  delete(owner: KubeObject, { metadata }: Pod): void {
    const { client } = this.#context;
    client.delete("pods", metadata, metadata.uid === undefined ? {} : { uid: metadata.uid });
    const message = `Deleted pod: ${metadata.name}`;
    client.event(owner, { type: "Normal", reason: "SuccessfulDelete", message });
  }
}
