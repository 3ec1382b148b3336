/**
 * Every version that a CustomResourceDefinition serves has an APIService, as long as one serves it.
 *
 * Models: pkg/controlplane/controller/crdregistration/crdregistration_controller.go,
 *   staging/src/k8s.io/kube-aggregator/pkg/controllers/autoregister
 */
import type { APIService, CustomResourceDefinition } from "../../schema/types.ts";
import type { Controller } from "../controller.ts";
import { localApiService, nameOf } from "./local-api-service.ts";

const AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged";

export const apiServiceRegistration: Controller = {
  name: "crd-autoregister",
  start({ client, queue: newQueue, server }) {
    const definitions = client.informer<CustomResourceDefinition>("customresourcedefinitions");
    const services = client.informer<APIService>("apiservices");
    const queue = newQueue((key) => {
      const [group = "", version = ""] = key.split("/");
      const isServed = definitions
        .list()
        .some(({ spec }) => spec.group === group && spec.versions.some((one) => one.name === version && one.served));
      const name = nameOf(group, version);
      const existing = services.get(undefined, name);
      if (isServed && existing === undefined)
        server.load([localApiService(group, version, { isBuiltIn: false, now: server.writer.now() })]);
      else if (!isServed && existing?.metadata.labels?.[AUTOMANAGED] === "true")
        client.delete("apiservices", existing.metadata);
    });
    definitions.onChange(({ object, old }) => {
      for (const { spec } of old === undefined ? [object] : [old, object])
        for (const { name } of spec.versions) queue.add(`${spec.group}/${name}`);
    });
  },
};
