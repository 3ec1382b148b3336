/** Models: coredns plugin/loop. SIMPLIFIED: a forwarding loop ends at the forwarder's time limit; it is not detected at the start. */
import type { PluginSetup } from "../dns-plugin.ts";

export const loop: PluginSetup = { name: "loop", open: () => ({}) };
