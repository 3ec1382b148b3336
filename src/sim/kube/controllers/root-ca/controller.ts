/**
 * Every namespace has a copy of the cluster's certificate authority.
 *
 * Models: pkg/controller/certificates/rootcacertpublisher/publisher.go
 */
import type { ConfigMap, Namespace } from "../../schema/types.ts";
import type { Controller } from "../controller.ts";

const NAME = "kube-root-ca.crt";
const DESCRIPTION =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal " +
  "service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

export const rootCaController: Controller = {
  name: "root-ca-certificate-publisher",
  start(context) {
    const { client } = context;
    const certificate = context.server.options.rootCertificate ?? "";
    const namespaces = client.informer<Namespace>("namespaces");
    const maps = client.informer<ConfigMap>("configmaps");
    const queue = context.queue((namespace) => {
      const found = namespaces.get(undefined, namespace);
      if (
        found === undefined ||
        found.metadata.deletionTimestamp !== undefined ||
        maps.get(namespace, NAME) !== undefined
      )
        return;
      const metadata = { name: NAME, namespace, annotations: { "kubernetes.io/description": DESCRIPTION } };
      client.create("configmaps", { apiVersion: "v1", kind: "ConfigMap", metadata, data: { "ca.crt": certificate } });
    });
    namespaces.onChange(({ type, object }) => {
      if (type === "ADDED") queue.add(object.metadata.name);
    });
    maps.onChange(({ type, object }) => {
      if (type === "DELETED" && object.metadata.name === NAME) queue.add(object.metadata.namespace as string);
    });
  },
};
