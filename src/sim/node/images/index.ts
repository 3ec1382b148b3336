/** Every image there is: one line each. */
import { INGRESS_IMAGES } from "../ingress/index.ts";
import { agnhost } from "./agnhost/agnhost.ts";
import { alpine } from "./alpine/alpine.ts";
import { awsImages } from "./aws/aws.ts";
import { busybox } from "./busybox/busybox.ts";
import { calicoImages } from "./calico/calico.ts";
import { ciliumImages } from "./cilium/cilium.ts";
import { controlPlane } from "./control-plane/control-plane.ts";
import { coredns } from "./coredns/coredns.ts";
import { curl } from "./curl/curl.ts";
import { debian, ubuntu } from "./debian/debian.ts";
import { dockerDesktopAddons } from "./docker-desktop-addons/docker-desktop-addons.ts";
import { echoserver } from "./echoserver/echoserver.ts";
import { fastapiK8s } from "./fastapi-k8s/fastapi-k8s.ts";
import { flannelImages } from "./flannel/flannel.ts";
import { helloApp } from "./hello-app/hello-app.ts";
import { httpEcho } from "./http-echo/http-echo.ts";
import { httpd } from "./httpd/httpd.ts";
import type { Image } from "./image.ts";
import { jessieDnsutils } from "./jessie-dnsutils/jessie-dnsutils.ts";
import { kindnetd } from "./kindnetd/kindnetd.ts";
import { kubeProxy } from "./kube-proxy/kube-proxy.ts";
import { mysql } from "./mysql/mysql.ts";
import { netshoot } from "./netshoot/netshoot.ts";
import { nginx } from "./nginx/nginx.ts";
import { notSimulated } from "./not-simulated.ts";
import { pause } from "./pause/pause.ts";
import { postgres } from "./postgres/postgres.ts";
import { python } from "./python/python.ts";
import { rabbitmq } from "./rabbitmq/rabbitmq.ts";
import { redis } from "./redis/redis.ts";
import { whoami } from "./whoami/whoami.ts";
import { yourRegistry } from "./your-registry/your-registry.ts";

export const IMAGES: readonly Image[] = [
  agnhost,
  alpine,
  ...awsImages,
  busybox,
  ...ciliumImages,
  ...calicoImages,
  ...controlPlane,
  coredns,
  curl,
  debian,
  ...dockerDesktopAddons,
  echoserver,
  fastapiK8s,
  ...flannelImages,
  helloApp,
  httpEcho,
  httpd,
  ...INGRESS_IMAGES,
  jessieDnsutils,
  kindnetd,
  kubeProxy,
  mysql,
  netshoot,
  nginx,
  { ...pause, programs: { ...pause.programs, "not-simulated": notSimulated } },
  postgres,
  python,
  rabbitmq,
  redis,
  ubuntu,
  whoami,
  ...yourRegistry,
];
