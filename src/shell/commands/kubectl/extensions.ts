/** What stands beside kubectl's own commands: the kuberc file, and plugins. */
import { applyPreference } from "./kuberc/apply-preference.ts";
import { runPlugin } from "./plugins.ts";
import type { Extensions } from "./program.ts";

export const EXTENSIONS: Extensions = { prefer: applyPreference, plugin: runPlugin };
