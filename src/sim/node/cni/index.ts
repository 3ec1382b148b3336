/** Every CNI that a profile can name. */
import { bridgeCni } from "./bridge/bridge.ts";
import type { CniFactory } from "./cni-plugin.ts";
import { dockerDesktopCni } from "./docker-desktop/docker-desktop.ts";
import { kindnetCni } from "./kindnet/kindnet.ts";

export const CNI_PLUGINS: ReadonlyMap<string, CniFactory> = new Map([
  ["bridge", bridgeCni],
  ["docker-desktop", dockerDesktopCni],
  ["kindnet", kindnetCni],
]);
