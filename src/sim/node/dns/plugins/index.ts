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

export const PLUGINS: readonly PluginSetup[] = [
  reload,
  health,
  ready,
  prometheus,
  errors,
  log,
  loadbalance,
  cache,
  rewrite,
  hosts,
  kubernetes,
  loop,
  forward,
];
