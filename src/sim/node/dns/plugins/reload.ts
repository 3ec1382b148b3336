/** How often the Corefile is looked at: every 30 s, give or take. Models: coredns plugin/reload/setup.go. */
import { CorefileError, type Directive, wrongArguments } from "../corefile.ts";
import type { PluginSetup } from "../dns-plugin.ts";
import { durationUs } from "../go-values.ts";

const INTERVAL = "30s";
const JITTER = "15s";
const MIN_INTERVAL_US = 2_000_000;
const MIN_JITTER_US = 1_000_000;

export const reload: PluginSetup = {
  name: "reload",
  open: ([use], { prng }) => {
    const { args } = use as Directive;
    if (args.length > 2) throw wrongArguments(use as Directive);
    const intervalUs = durationUs(args[0] ?? INTERVAL);
    if (intervalUs < MIN_INTERVAL_US) throw new CorefileError("interval value must be greater or equal to 2s");
    const asked = durationUs(args[1] ?? JITTER);
    if (asked !== 0 && asked < MIN_JITTER_US)
      throw new CorefileError("jitter value must be 0 or greater or equal to 1s");
    const jitterUs = Math.min(asked, Math.floor(intervalUs / 2));
    const shiftUs = jitterUs === 0 ? 0 : prng.split("reload").below(jitterUs) - Math.floor(jitterUs / 2);
    return { reloadUs: intervalUs + shiftUs };
  },
};
