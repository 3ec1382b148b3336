/** Every plugin, in the order in which they are asked, whatever the order in the Corefile. Models: coredns plugin.cfg. */
import type { PluginSetup } from "../dns-plugin.ts";
import { cache } from "./cache.ts";
import { errors } from "./errors.ts";
import { forward } from "./forward.ts";
import { health } from "./health.ts";
import { hosts } from "./hosts.ts";
import { kubernetes } from "./kubernetes.ts";
import { loadbalance } from "./loadbalance.ts";
import { log } from "./log.ts";
import { loop } from "./loop.ts";
import { prometheus } from "./prometheus.ts";
import { ready } from "./ready.ts";
import { reload } from "./reload.ts";
import { rewrite } from "./rewrite.ts";
import { template } from "./template.ts";
import { whoami } from "./whoami.ts";

export const PLUGINS: readonly PluginSetup[] = [
  reload,
  ready,
  health,
  prometheus,
  errors,
  log,
  loadbalance,
  cache,
  rewrite,
  template,
  hosts,
  kubernetes,
  loop,
  forward,
  whoami,
];

/** Directives that CoreDNS has and this one only refuses. */
export const NOT_SIMULATED: readonly string[] = (
  "root metadata geoip cancel tls quic timeouts multisocket nsid bufsize bind debug trace pprof dnstap local dns64 acl " +
  "any chaos tsig header dnssec autopath minimal transfer route53 azure clouddns k8s_external file auto secondary etcd " +
  "grpc erratic on sign view nomad"
).split(" ");
