/** Models: coredns plugin/reload. The server itself looks at the file again (`coredns.ts`), when this is in the Corefile. */
import type { PluginSetup } from "../dns-plugin.ts";

export const reload: PluginSetup = { name: "reload", open: () => ({}) };
