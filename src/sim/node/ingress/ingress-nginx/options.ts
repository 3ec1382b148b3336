/** The controller's command line, and which release it is. Models: kubernetes/ingress-nginx pkg/flags/flags.go */
import type { Process } from "../../../os/process.ts";

export interface Options {
  /** `v1.15.1` */
  readonly release: string;
  readonly nginxVersion: string;
  readonly ingressClass: string;
  readonly controllerClass: string;
  /** `namespace/name` */
  readonly publishService: string;
  /** Names and addresses for the status of each Ingress, whatever the Service says. */
  readonly publishStatusAddress: readonly string[];
  /** An Ingress that names no class is ours as well. */
  readonly takesClassless: boolean;
  readonly configMap: string;
  readonly electionId: string;
  readonly webhook: { readonly port: number; readonly certificate: string; readonly key: string } | null;
  readonly podName: string;
  readonly podNamespace: string;
  readonly hstsMaxAgeSec: number;
  /** From v1.12 on paths and annotations are looked at more closely. */
  readonly isStrict: boolean;
}

export function optionsOf({ argv, env }: Process): Options {
  const given = new Map<string, string>();
  for (const word of argv) {
    const found = /^--([^=]+)=?(.*)$/.exec(word);
    if (found !== null) given.set(found[1] as string, found[2] as string);
  }
  const release = env.get("INGRESS_NGINX_RELEASE") ?? "v1.15.1";
  const minor = Number(/^v1\.(\d+)/.exec(release)?.[1] ?? 15);
  const address = given.get("validating-webhook") ?? "";
  const webhook = {
    port: Number(address.slice(address.lastIndexOf(":") + 1)),
    certificate: given.get("validating-webhook-certificate") ?? "",
    key: given.get("validating-webhook-key") ?? "",
  };
  return {
    release,
    nginxVersion: minor >= 12 ? "nginx/1.27.1" : "nginx/1.21.6",
    ingressClass: given.get("ingress-class") ?? "nginx",
    controllerClass: given.get("controller-class") ?? "k8s.io/ingress-nginx",
    publishService: given.get("publish-service") ?? "",
    publishStatusAddress: (given.get("publish-status-address") ?? "").split(",").filter((one) => one !== ""),
    takesClassless: given.get("watch-ingress-without-class") === "true",
    configMap: given.get("configmap") ?? "",
    electionId: given.get("election-id") ?? "ingress-controller-leader",
    webhook: address === "" ? null : webhook,
    podName: env.get("POD_NAME") ?? "",
    podNamespace: env.get("POD_NAMESPACE") ?? "",
    hstsMaxAgeSec: minor >= 10 ? 31_536_000 : 15_724_800,
    isStrict: minor >= 12,
  };
}
