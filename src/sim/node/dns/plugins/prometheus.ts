/** `http://:9153/metrics`. Models: coredns plugin/metrics. SIMPLIFIED: only `coredns_build_info` is exported. */
import type { PluginSetup } from "../dns-plugin.ts";
import { portOf } from "./port-of.ts";

const METRICS = `# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.
# TYPE coredns_build_info gauge
coredns_build_info{goversion="go1.25.2",revision="1db4568",version="1.13.1"} 1
`;

export const prometheus: PluginSetup = {
  name: "prometheus",
  open: ({ args }) => ({
    http: {
      port: portOf(args[0], 9153),
      answer: (path) =>
        path === "/metrics" ? { status: 200, body: METRICS } : { status: 404, body: "404 page not found\n" },
    },
  }),
};
