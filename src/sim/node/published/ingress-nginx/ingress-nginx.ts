/**
 * ingress-nginx as its project has published it for clouds, for kind and for bare metal: what documents install by URL.
 *
 * Models: kubernetes/ingress-nginx deploy/static/provider/{cloud,kind,baremetal}/deploy.yaml, releases 1.8.0 to 1.15.1
 * SIMPLIFIED: an address with `main` in it gives the last release; older ones and other providers are not found.
 */
import type { PublishedFile } from "../published.ts";
import { yamlDocuments } from "../yaml-text.ts";
import { accessObjects } from "./access.ts";
import type { Plain, Provider, Release } from "./release.ts";
import { LAST_RELEASE, RELEASES } from "./releases.ts";
import { workloadObjects } from "./workloads.ts";

const PROVIDERS: readonly Provider[] = ["cloud", "kind", "baremetal"];

export function ingressNginxObjects(release: Release, provider: Provider = "cloud"): Plain[] {
  return [...accessObjects(release), ...workloadObjects(release, provider)];
}

function file(url: string, release: Release, provider: Provider): PublishedFile {
  let text: string | undefined;
  return {
    url,
    text: () => {
      text ??= `${yamlDocuments(ingressNginxObjects(release, provider))}\n`;
      return text;
    },
  };
}

function filesOf(reference: string, release: Release): PublishedFile[] {
  const base = `https://raw.githubusercontent.com/kubernetes/ingress-nginx/${reference}/deploy/static/provider`;
  return PROVIDERS.map((provider) => file(`${base}/${provider}/deploy.yaml`, release, provider));
}

export const ingressNginxFiles: readonly PublishedFile[] = [
  ...filesOf("main", LAST_RELEASE),
  file("https://kind.sigs.k8s.io/examples/ingress/deploy-ingress-nginx.yaml", LAST_RELEASE, "kind"),
  ...[...RELEASES].flatMap(([tag, release]) => filesOf(`controller-v${tag}`, release)),
];
