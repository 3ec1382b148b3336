/**
 * ingress-nginx as its project publishes it for clouds, at two versions: what documents install by URL.
 *
 * Models: kubernetes/ingress-nginx deploy/static/provider/cloud/deploy.yaml
 * SIMPLIFIED: the address with `main` in it gives controller v1.15.1, the last release before the project was retired in
 * March 2026; the other pinned address is controller-v1.8.1.
 */
import type { PublishedFile } from "../published.ts";
import { yamlDocuments } from "../yaml-text.ts";
import { accessObjects } from "./access.ts";
import type { Plain, Release } from "./release.ts";
import { workloadObjects } from "./workloads.ts";

export const V1_8_1: Release = {
  version: "1.8.1",
  controller: "v1.8.1@sha256:e5c4824e7375fcf2a393e1c03c293b69759af37a9ca6abdb91b13d78a93da8bd",
  certgen: "v20230407@sha256:543c40fd093964bc9ab509d3e791f9989963021f1e9e4c9c7b6700b02bfb227b",
  isLate: false,
};
export const V1_15_1: Release = {
  version: "1.15.1",
  controller: "v1.15.1@sha256:594ceea76b01c592858f803f9ff4d2cb40542cae2060410b2c95f75907d659e1",
  certgen: "v1.6.9@sha256:01038e7de14b78d702d2849c3aad72fd25903c4765af63cf16aa3398f5d5f2dd",
  isLate: true,
};

export function ingressNginxObjects(release: Release): Plain[] {
  return [...accessObjects(release), ...workloadObjects(release)];
}

function file(reference: string, release: Release): PublishedFile {
  return {
    url: `https://raw.githubusercontent.com/kubernetes/ingress-nginx/${reference}/deploy/static/provider/cloud/deploy.yaml`,
    text: () => `${yamlDocuments(ingressNginxObjects(release))}\n`,
  };
}

export const ingressNginxFiles: readonly PublishedFile[] = [
  file("main", V1_15_1),
  file("controller-v1.15.1", V1_15_1),
  file("controller-v1.8.1", V1_8_1),
];
