/** A kubelet's way to the API server, which says nothing while the kubelet is stopped. */
import type { ApiClient } from "../../kube/api/client.ts";

export function gatedClient(client: ApiClient, isOpen: () => boolean): ApiClient {
  return {
    component: client.component,
    as: (user) => gatedClient(client.as(user), isOpen),
    get: (resource, namespace, name) => client.get(resource, namespace, name),
    list: (resource, options) => client.list(resource, options),
    create: (resource, object) => client.create(resource, object),
    update: (resource, object) => client.update(resource, object),
    updateStatus: (resource, object) => (isOpen() ? client.updateStatus(resource, object) : (object as never)),
    patch: (resource, name, patch) => client.patch(resource, name, patch),
    delete: (resource, name, options) => {
      if (isOpen()) client.delete(resource, name, options);
    },
    bind: (pod, node) => client.bind(pod, node),
    watch: (resource, options) => client.watch(resource, options),
    informer: (resource) => client.informer(resource),
    event: (object, event) => {
      if (isOpen()) client.event(object, event);
    },
  };
}
