/** `http://:8080/health`, and how long the server stays up when it is told to go. Models: coredns plugin/health. */
import { CorefileError, type Directive, unknownProperty, wrongArguments } from "../corefile.ts";
import type { PluginSetup } from "../dns-plugin.ts";
import { durationUs } from "../go-values.ts";
import { portOf } from "./port-of.ts";

export const health: PluginSetup = {
  name: "health",
  open: (uses) => {
    const { args } = uses.at(-1) as Directive;
    if (args.length > 1) throw wrongArguments(uses.at(-1) as Directive);
    return {
      http: {
        port: portOf(args[0], 8080),
        answer: (path) =>
          path === "/health" ? { status: 200, body: "OK" } : { status: 404, body: "404 page not found\n" },
      },
      lameduckUs: Math.max(0, ...uses.flatMap(({ block }) => block).map(lameduckOf)),
    };
  },
};

function lameduckOf(directive: Directive): number {
  if (directive.name !== "lameduck") throw unknownProperty(directive);
  const [text] = directive.args;
  if (text === undefined || directive.args.length > 1) throw wrongArguments(directive);
  try {
    return durationUs(text);
  } catch (error) {
    if (!(error instanceof CorefileError)) throw error;
    throw new CorefileError(`unable to parse lameduck duration value: '${text}' : ${error.message}`);
  }
}
