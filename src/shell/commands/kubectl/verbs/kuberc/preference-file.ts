/** The kuberc file as `kubectl kuberc` shows and changes it. Models: k8s.io/kubectl/pkg/cmd/kuberc/{set,view}.go (1.36) */
import { isObject, type Mutable } from "../../../../../sim/kube/api/objects.ts";
import { yamlToJson } from "../../client/decode.ts";
import { CommandError } from "../../errors.ts";
import type { Invocation } from "../../invocation.ts";
import { kubercPath, kubercText } from "../../kuberc/preference.ts";
import { toYaml } from "../../output/yaml.ts";

export const NEW_PREFERENCE: Mutable = { apiVersion: "kubectl.config.k8s.io/v1beta1", kind: "Preference" };

export function pathOfPreference(call: Invocation): { readonly path: string; readonly isExplicit: boolean } {
  const found = kubercPath(call.process, call.flags.text("kuberc"));
  if (found.path === "") throw new CommandError("KUBERC is disabled via KUBERC=off environment variable");
  return found;
}

/** Only the fields that a preference has. Throws OsError when there is no file. */
export function readPreference(call: Invocation, path: string): Mutable {
  const text = kubercText(call.process, path);
  let content: Mutable;
  try {
    content = yamlToJson(text);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`error parsing kuberc file: ${error.message}`);
  }
  if (!isObject(content)) return {};
  const object: Mutable = content;
  const { apiVersion, kind, credentialPluginPolicy, credentialPluginAllowlist } = object;
  return withoutAbsent({
    kind,
    apiVersion,
    defaults: object.defaults?.map?.(({ command = "", options }: Mutable) => ({
      command,
      options: optionsOf(options),
    })),
    aliases: object.aliases?.map?.(({ name = "", command = "", prependArgs, appendArgs, options }: Mutable) =>
      withoutAbsent({ name, command, prependArgs, appendArgs, options: options && optionsOf(options) }),
    ),
    credentialPluginPolicy,
    credentialPluginAllowlist,
  });
}

function optionsOf(options: Mutable): Mutable {
  return options?.map?.(({ name = "", default: value = "" }: Mutable) => ({ name, default: value })) ?? null;
}

/** Without fields that are absent, null or empty lists: `omitempty`. */
export function withoutAbsent(object: Mutable): Mutable {
  const present = Object.entries(object).filter(
    ([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(present);
}

export function* savePreference(call: Invocation, preference: Mutable, path: string) {
  const { machine, cwd } = call.process;
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
  if (folder !== "") machine.fs.makeDirectory(folder, cwd, { parents: true });
  const whole = { ...preference, defaults: preference.defaults ?? null, aliases: preference.aliases ?? null };
  machine.fs.writeFile(path, toYaml(whole), cwd);
  yield* call.print(`Updated ${path}\n`);
}
