/** `http://:8080/health`. Models: coredns plugin/health. SIMPLIFIED: lameduck is accepted and does not delay the end. */
import type { PluginSetup } from "../dns-plugin.ts";
import { portOf } from "./port-of.ts";

export const health: PluginSetup = {
  name: "health",
  open: ({ args }) => ({
    http: {
      port: portOf(args[0], 8080),
      answer: (path) =>
        path === "/health" ? { status: 200, body: "OK" } : { status: 404, body: "404 page not found\n" },
    },
  }),
};
