/** The images that ingress-nginx's manifests name. */
import type { Run } from "../../../core/wait.ts";
import { alpineFiles } from "../../images/base/alpine.ts";
import type { Image } from "../../images/image.ts";
import { CERTGEN_TAGS, CONTROLLER_TAGS } from "../../published/ingress-nginx/releases.ts";
import { webhookCertgen } from "./certgen.ts";
import { ingressNginx } from "./program.ts";

/** preStop: lets connections come to an end. */
function* waitShutdown(): Run<number> {
  yield { on: [], untilUs: 0 };
  return 0;
}

const controller: Image = {
  names: ["registry.k8s.io/ingress-nginx/controller"],
  tags: CONTROLLER_TAGS,
  isPublished: true,
  sizeBytes: 114_900_000,
  config: (tag) => ({
    entrypoint: ["/usr/bin/dumb-init", "--"],
    cmd: ["/nginx-ingress-controller"],
    env: { INGRESS_NGINX_RELEASE: tag },
    user: "www-data",
  }),
  files: () =>
    alpineFiles("3.22.1", {
      "/nginx-ingress-controller": { program: "nginx-ingress-controller" },
      "/usr/bin/dumb-init": { program: "nginx-ingress-controller" },
      "/wait-shutdown": { program: "ingress-nginx-wait-shutdown" },
      "/usr/bin/curl": { program: "curl" },
      "/usr/bin/bash": { program: "bash" },
      "/etc/nginx/nginx.conf": "",
      "/etc/ingress-controller/ssl/": "",
      "/usr/local/certificates/": "",
    }),
  programs: { "nginx-ingress-controller": ingressNginx, "ingress-nginx-wait-shutdown": waitShutdown },
};

const certgen: Image = {
  names: ["registry.k8s.io/ingress-nginx/kube-webhook-certgen"],
  tags: CERTGEN_TAGS,
  isPublished: true,
  sizeBytes: 20_000_000,
  config: () => ({ entrypoint: ["/kube-webhook-certgen"] }),
  files: () => ({ "/kube-webhook-certgen": { program: "kube-webhook-certgen" } }),
  programs: { "kube-webhook-certgen": webhookCertgen },
};

export const ingressNginxImages: readonly Image[] = [certgen, controller];
