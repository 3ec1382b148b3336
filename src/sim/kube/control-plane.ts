/**
 * A control plane around an API server: what an empty store needs, and those who act on what is in it.
 *
 * Models: cmd/kube-apiserver, cmd/kube-controller-manager, cmd/kube-scheduler
 */
import type { ApiServer } from "./api/server.ts";
import { bootstrap } from "./bootstrap.ts";
import { startControllers } from "./controllers/index.ts";
import { Scheduler } from "./scheduler/scheduler.ts";

export interface ControlPlaneOptions {
  /** False leaves an API server that stores and checks, with nobody acting on it. */
  readonly controllers: boolean;
}

export function startControlPlane(api: ApiServer, { controllers }: ControlPlaneOptions): void {
  bootstrap(api, { withService: controllers });
  if (!controllers) return;
  const { prng, trace } = api.options;
  startControllers({ server: api, prng, trace });
  api.onLateRules = (rules) => startControllers({ server: api, prng, trace }, rules.controllers);
  new Scheduler({ clock: api.clock, client: api.client("default-scheduler"), prng: prng.split("scheduler") }).start();
}
