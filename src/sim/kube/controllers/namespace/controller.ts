/**
 * Empties a namespace that is being deleted, and then lets it go.
 *
 * Models: pkg/controller/namespace/deletion/namespaced_resources_deleter.go
 * SIMPLIFIED: the conditions that say what is left are not written.
 */
import { resourceKey } from "../../kinds/kind.ts";
import type { Namespace } from "../../schema/types.ts";
import type { Controller } from "../controller.ts";

const RETRY_US = 500_000;
/** So that every API server has heard of the end before things are deleted (namespaceDeletionGracePeriod). */
const GRACE_US = 5_000_000;

export const namespaceController: Controller = {
  name: "namespace-controller",
  start(context) {
    const { client, server } = context;
    const namespaces = client.informer<Namespace>("namespaces");
    const queue = context.queue((name) => {
      const namespace = namespaces.get(undefined, name);
      if (namespace?.metadata.deletionTimestamp === undefined) return;
      let left = 0;
      for (const kind of server.kinds.all) {
        if (!kind.namespaced || kind.answer !== undefined || kind.view !== undefined) continue;
        const resource = resourceKey(kind);
        for (const { metadata } of server.store.collection(resource).list(name)) {
          if (metadata.deletionTimestamp === undefined) client.delete(resource, metadata);
          if (server.store.collection(resource).get(name, metadata.name) !== undefined) left++;
        }
      }
      if (left > 0) queue.addAfter(name, RETRY_US);
      else client.update("namespaces", { ...namespace, spec: { finalizers: [] } } as unknown as Namespace);
    });
    namespaces.onChange(({ object }) => {
      if (object.metadata.deletionTimestamp !== undefined) queue.addAfter(object.metadata.name, GRACE_US);
    });
  },
};
