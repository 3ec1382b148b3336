/** Every image there is: one line each. */
import { agnhost } from "./agnhost/agnhost.ts";
import { alpine } from "./alpine/alpine.ts";
import { busybox } from "./busybox/busybox.ts";
import { controlPlane } from "./control-plane/control-plane.ts";
import { coredns } from "./coredns/coredns.ts";
import { curl } from "./curl/curl.ts";
import { dockerDesktopAddons } from "./docker-desktop-addons/docker-desktop-addons.ts";
import { fastapiK8s } from "./fastapi-k8s/fastapi-k8s.ts";
import { flannelImages } from "./flannel/flannel.ts";
import { httpEcho } from "./http-echo/http-echo.ts";
import { httpd } from "./httpd/httpd.ts";
import type { Image } from "./image.ts";
import { jessieDnsutils } from "./jessie-dnsutils/jessie-dnsutils.ts";
import { kindnetd } from "./kindnetd/kindnetd.ts";
import { kubeProxy } from "./kube-proxy/kube-proxy.ts";
import { netshoot } from "./netshoot/netshoot.ts";
import { nginx } from "./nginx/nginx.ts";
import { notSimulated } from "./not-simulated.ts";
import { pause } from "./pause/pause.ts";
import { postgres } from "./postgres/postgres.ts";
import { redis } from "./redis/redis.ts";

export const IMAGES: readonly Image[] = [
  agnhost,
  alpine,
  busybox,
  ...controlPlane,
  coredns,
  curl,
  ...dockerDesktopAddons,
  fastapiK8s,
  ...flannelImages,
  httpEcho,
  httpd,
  jessieDnsutils,
  kindnetd,
  kubeProxy,
  netshoot,
  nginx,
  { ...pause, programs: { ...pause.programs, "not-simulated": notSimulated } },
  postgres,
  redis,
];
