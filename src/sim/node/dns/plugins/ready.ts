/** `http://:8181/ready`: ready when the plugins are; here they all are from the start. Models: coredns plugin/ready. */
import { type Directive, parseError, unknownProperty, wrongArguments } from "../corefile.ts";
import type { PluginSetup } from "../dns-plugin.ts";
import { portOf } from "./port-of.ts";

export const ready: PluginSetup = {
  name: "ready",
  once: true,
  open: ([use]) => {
    const { args, block } = use as Directive;
    if (args.length > 1) throw wrongArguments(use as Directive);
    for (const property of block) {
      if (property.name !== "monitor") throw unknownProperty(property);
      if (property.args.length !== 1) throw wrongArguments(property);
      if (property.args[0] !== "until-ready" && property.args[0] !== "continuously")
        throw parseError(property.line, `monitor type '${property.args[0]}' not supported`);
    }
    return {
      http: {
        port: portOf(args[0], 8181),
        answer: (path) =>
          path === "/ready" ? { status: 200, body: "OK" } : { status: 404, body: "404 page not found\n" },
      },
    };
  },
};
