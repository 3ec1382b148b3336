/**
 * Every namespace has a service account called default.
 *
 * Models: pkg/controller/serviceaccount/serviceaccounts_controller.go
 */
import type { Namespace, ServiceAccount } from "../../schema/types.ts";
import type { Controller } from "../controller.ts";

export const serviceAccountController: Controller = {
  name: "serviceaccount-controller",
  start(context) {
    const { client } = context;
    const namespaces = client.informer<Namespace>("namespaces");
    const accounts = client.informer<ServiceAccount>("serviceaccounts");
    const queue = context.queue((namespace) => {
      const found = namespaces.get(undefined, namespace);
      if (found === undefined || found.metadata.deletionTimestamp !== undefined) return;
      if (accounts.get(namespace, "default") !== undefined) return;
      client.create("serviceaccounts", {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "default", namespace },
      });
    });
    namespaces.onChange(({ type, object }) => {
      if (type === "ADDED") queue.add(object.metadata.name);
    });
    accounts.onChange(({ type, object }) => {
      if (type === "DELETED" && object.metadata.name === "default") queue.add(object.metadata.namespace as string);
    });
  },
};
