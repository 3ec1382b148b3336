/**
 * Flags that many commands share, under the names that kubectl's own option groups have.
 *
 * Models: k8s.io/cli-runtime/pkg/genericclioptions, k8s.io/kubectl/pkg/cmd/util/helpers.go
 */
import { bool, duration, type Flag, int, list, pairs, slice, text } from "./flag.ts";

/** What every command takes. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  text("as"),
  list("as-group"),
  text("as-uid"),
  list("as-user-extra"),
  text("cache-dir", "$HOME/.kube/cache"),
  text("certificate-authority"),
  text("client-certificate"),
  text("client-key"),
  text("cluster"),
  text("context"),
  bool("disable-compression"),
  bool("insecure-skip-tls-verify"),
  text("kubeconfig"),
  text("kuberc"),
  duration("log-flush-frequency", 5000, { wrong: () => "parse error" }),
  bool("match-server-version"),
  text("namespace/n"),
  text("password"),
  text("profile", "none"),
  text("profile-output", "profile.pprof"),
  text("request-timeout", "0"),
  text("server/s"),
  text("tls-server-name"),
  text("token"),
  text("user"),
  text("username"),
  int("v/v"),
  pairs("vmodule", { wrong: wrongModules }),
  bool("warnings-as-errors"),
];

/** klog's `--vmodule`: patterns of file names with a level each. */
function wrongModules(value: string): string | null {
  const parts = value.split(",").filter((part) => part !== "");
  for (const part of parts) {
    const [name, level, ...more] = part.split("=");
    if (level === undefined || more.length > 0 || name === "" || level === "")
      return "syntax error: expect comma-separated list of filename=N";
    if (!/^[+-]?\d+$/.test(level)) return "syntax error: expect comma-separated list of filename=N";
    if (level.startsWith("-")) return "negative value for vmodule level";
  }
  return null;
}

export const HELP_FLAG: Flag = bool("help/h", false, { hidden: true });

export const FILENAME_FLAGS: readonly Flag[] = [slice("filename/f"), text("kustomize/k"), bool("recursive/R")];

/** The formats that print objects as they are. */
export const OUTPUT_FLAGS: readonly Flag[] = [
  text("output/o"),
  bool("allow-missing-template-keys", true),
  bool("show-managed-fields"),
  text("template"),
];

export const DRY_RUN: Flag = text("dry-run", "none", { whenBare: "unchanged" });
export const SELECTOR: Flag = text("selector/l");
export const ALL_NAMESPACES: Flag = bool("all-namespaces/A");
export const FIELD_SELECTOR: Flag = text("field-selector");
export const CHUNK_SIZE: Flag = int("chunk-size", 500);
export const VALIDATE: Flag = text("validate", "strict", { whenBare: "strict" });
export const SAVE_CONFIG: Flag = bool("save-config");
export const RECORD: Flag = bool("record", false, {
  deprecated: "--record will be removed in the future",
  hidden: true,
});

export function fieldManager(name: string): Flag {
  return text("field-manager", name);
}

/** What deleting takes besides selectors. */
export const DELETION_FLAGS: readonly Flag[] = [
  text("cascade", "background", { whenBare: "background" }),
  bool("force"),
  int("grace-period", -1),
  duration("timeout"),
];
