/** Every published file of the world. One line for each project. */
import { ingressNginxFiles } from "./ingress-nginx/ingress-nginx.ts";
import type { PublishedFile } from "./published.ts";

export const PUBLISHED: readonly PublishedFile[] = [...ingressNginxFiles];
