/** `http://:8181/ready`: ready when the kubernetes plugin has seen the API. Models: coredns plugin/ready. */
import type { PluginSetup } from "../dns-plugin.ts";
import { portOf } from "./port-of.ts";

export const ready: PluginSetup = {
  name: "ready",
  open: ({ args }) => ({
    http: {
      port: portOf(args[0], 8181),
      answer: (path) =>
        path === "/ready" ? { status: 200, body: "OK" } : { status: 404, body: "404 page not found\n" },
    },
  }),
};
