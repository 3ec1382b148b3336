/** The images that a page fetches when one of them is first pulled: one line each. */

import { metallbImages } from "../cloud/metallb/images.ts";
import { INGRESS_IMAGES } from "../ingress/index.ts";
import { agnhost } from "./agnhost/agnhost.ts";
import { awsImages } from "./aws/aws.ts";
import { calicoImages } from "./calico/calico.ts";
import { ciliumImages } from "./cilium/cilium.ts";
import { debian, ubuntu } from "./debian/debian.ts";
import { echoserver } from "./echoserver/echoserver.ts";
import { flannelImages } from "./flannel/flannel.ts";
import { helloApp } from "./hello-app/hello-app.ts";
import { httpEcho } from "./http-echo/http-echo.ts";
import { httpd } from "./httpd/httpd.ts";
import type { Image } from "./image.ts";
import { jessieDnsutils } from "./jessie-dnsutils/jessie-dnsutils.ts";
import { mysql } from "./mysql/mysql.ts";
import { netshoot } from "./netshoot/netshoot.ts";
import { nginx } from "./nginx/nginx.ts";
import { postgres } from "./postgres/postgres.ts";
import { python } from "./python/python.ts";
import { rabbitmq } from "./rabbitmq/rabbitmq.ts";
import { redis } from "./redis/redis.ts";
import { whoami } from "./whoami/whoami.ts";
import { yourRegistry } from "./your-registry/your-registry.ts";

export const RARE_IMAGES: readonly Image[] = [
  agnhost,
  ...awsImages,
  ...ciliumImages,
  ...calicoImages,
  debian,
  echoserver,
  ...flannelImages,
  helloApp,
  httpEcho,
  httpd,
  ...INGRESS_IMAGES,
  jessieDnsutils,
  ...metallbImages,
  mysql,
  netshoot,
  nginx,
  postgres,
  python,
  rabbitmq,
  redis,
  ubuntu,
  whoami,
  ...yourRegistry,
];
