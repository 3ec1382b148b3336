/** Logs what went wrong upstream. Models: coredns plugin/errors. SIMPLIFIED: no consolidation. */
import { typeName } from "../../../net/dns/record.ts";
import type { PluginSetup } from "../dns-plugin.ts";
import { UpstreamError } from "./forward.ts";

export const errors: PluginSetup = {
  name: "errors",
  open: (_, context) => ({
    *serve(query, next) {
      try {
        return yield* next(query);
      } catch (error) {
        if (error instanceof UpstreamError)
          context.log(`[ERROR] plugin/errors: 2 ${query.name} ${typeName(query.type)}: ${error.message}`);
        throw error;
      }
    },
  }),
};
