/** Every Ingress controller that can be installed: a folder, and its images in a line here. */
import type { Image } from "../images/image.ts";
import { ingressNginxImages } from "./ingress-nginx/images.ts";

export const INGRESS_IMAGES: readonly Image[] = [...ingressNginxImages];
