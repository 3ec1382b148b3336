/**
 * A definition goes only after every object of its kind has gone.
 *
 * Models: staging/src/k8s.io/apiextensions-apiserver/pkg/controller/finalizer/crd_finalizer.go
 */

import { CLEANUP } from "../../kinds/custom-resource-definition/kind.ts";
import type { CustomResourceDefinition } from "../../schema/types.ts";
import type { Controller } from "../controller.ts";

const RETRY_US = 100_000;

export const customResourceController: Controller = {
  name: "crd-finalizer",
  start(context) {
    const { client, server } = context;
    const definitions = client.informer<CustomResourceDefinition>("customresourcedefinitions");
    const queue = context.queue((name) => {
      const definition = definitions.get(undefined, name);
      const { finalizers = [], deletionTimestamp } = definition?.metadata ?? {};
      if (definition === undefined || deletionTimestamp === undefined || !finalizers.includes(CLEANUP)) return;
      const objects = server.store.collection(name);
      if (server.kinds.named(name) !== undefined)
        for (const { metadata } of objects.list())
          if (metadata.deletionTimestamp === undefined) client.delete(name, metadata);
      if (objects.size > 0) {
        queue.addAfter(name, RETRY_US);
        return;
      }
      const metadata = { ...definition.metadata, finalizers: finalizers.filter((one) => one !== CLEANUP) };
      client.update("customresourcedefinitions", { ...definition, metadata });
    });
    definitions.onChange(({ type, object }) => {
      if (type !== "DELETED" && object.metadata.deletionTimestamp !== undefined) queue.add(object.metadata.name);
    });
  },
};
