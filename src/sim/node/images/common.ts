/** The images that every page has from the start: one line each. */
import { alpine } from "./alpine/alpine.ts";
import { busybox } from "./busybox/busybox.ts";
import { controlPlane } from "./control-plane/control-plane.ts";
import { coredns } from "./coredns/coredns.ts";
import { curl } from "./curl/curl.ts";
import { dockerDesktopAddons } from "./docker-desktop-addons/docker-desktop-addons.ts";
import { fastapiK8s } from "./fastapi-k8s/fastapi-k8s.ts";
import type { Image } from "./image.ts";
import { kindnetd } from "./kindnetd/kindnetd.ts";
import { kubeProxy } from "./kube-proxy/kube-proxy.ts";
import { notSimulated } from "./not-simulated.ts";
import { pause } from "./pause/pause.ts";

export const COMMON_IMAGES: readonly Image[] = [
  alpine,
  busybox,
  ...controlPlane,
  coredns,
  curl,
  ...dockerDesktopAddons,
  fastapiK8s,
  kindnetd,
  kubeProxy,
  { ...pause, programs: { ...pause.programs, "not-simulated": notSimulated } },
];
