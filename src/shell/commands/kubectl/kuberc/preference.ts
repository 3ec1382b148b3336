/**
 * The kuberc file: what somebody wants kubectl to take for granted, and their own names for commands.
 *
 * Models: k8s.io/kubectl/pkg/config/{v1alpha1,v1beta1}/types.go, pkg/kuberc/marshal.go
 */
import { isObject, type Mutable } from "../../../../sim/kube/api/objects.ts";
import { OsError } from "../../../../sim/os/os-error.ts";
import type { Process } from "../../../../sim/os/process.ts";
import { readYaml } from "../client/go-yaml/check-yaml.ts";
import { YamlError } from "../client/go-yaml/token.ts";
import { CommandError, goQuote } from "../errors.ts";
import { goMessage } from "../output/formats.ts";

export interface OptionDefault {
  readonly name: string;
  readonly default: string;
}

export interface Alias {
  readonly name: string;
  readonly command: string;
  readonly prependArgs: readonly string[];
  readonly appendArgs: readonly string[];
  readonly options: readonly OptionDefault[];
}

export interface Preference {
  readonly defaults: readonly { readonly command: string; readonly options: readonly OptionDefault[] }[];
  readonly aliases: readonly Alias[];
  readonly policy: string;
  /** Null when the file has no list. */
  readonly allowlist: readonly Mutable[] | null;
}

const GROUP = "kubectl.config.k8s.io";
/** What the fields of the older version are called. */
const NAMES: ReadonlyMap<string, { readonly defaults: string; readonly options: string }> = new Map([
  [`${GROUP}/v1alpha1`, { defaults: "overrides", options: "flags" }],
  [`${GROUP}/v1beta1`, { defaults: "defaults", options: "options" }],
]);

/** Which file it is, and whether somebody named it; empty when there shall be none. */
export function kubercPath(process: Process, given: string): { readonly path: string; readonly isExplicit: boolean } {
  const variable = process.env.get("KUBERC") ?? "";
  if (variable === "off") {
    if (given !== "")
      throw new CommandError("disabling kuberc via KUBERC=off and passing kuberc flag are mutually exclusive");
    return { path: "", isExplicit: false };
  }
  const usual = `${process.env.get("HOME") ?? ""}/.kube/kuberc`;
  if (given !== "" && given !== usual) return { path: given, isExplicit: true };
  return { path: variable === "" ? usual : variable, isExplicit: given !== "" || variable !== "" };
}

/** The file's text; throws OsError. */
export function kubercText(process: Process, path: string): string {
  return process.machine.fs.readText(path, process.cwd);
}

export interface Loaded {
  readonly preference: Preference | null;
  /** What kubectl says of the file on its way, without a line feed. */
  readonly notice: string;
}

function pathFor(process: Process, given: string): ReturnType<typeof kubercPath> {
  try {
    return kubercPath(process, given);
  } catch (error) {
    throw error instanceof CommandError ? new CommandError(`kuberc error ${error.message}`) : error;
  }
}

/** Throws CommandError where kubectl gives up. */
export function loadPreference(process: Process, given: string): Loaded {
  const { path, isExplicit } = pathFor(process, given);
  if (path === "") return { preference: null, notice: "" };
  let text: string;
  try {
    text = kubercText(process, path);
  } catch (error) {
    if (!(error instanceof OsError)) throw error;
    const why = `${error.code === "EISDIR" ? "read" : "open"} ${path}: ${goMessage(error)}`;
    if (isExplicit) throw new CommandError(`kuberc error kuberc: ${why}`);
    return {
      preference: null,
      notice: error.code === "ENOENT" ? "" : `kuberc: no preferences loaded from ${path}: ${why}`,
    };
  }
  const documents = text.split(/^---(?:[ \t].*)?$/m).filter((document) => document.trim() !== "");
  for (const document of documents) {
    const read = readDocument(document);
    if (read === null) continue;
    const { preference, unknown } = read;
    const faults = [...unknown]
      .sort()
      .map((field) => `unknown field ${goQuote(field)}`)
      .join(", ");
    const notice = `kuberc: ignoring strict decoding error in ${path}: strict decoding error: ${faults}`;
    return { preference, notice: unknown.length === 0 ? "" : notice };
  }
  if (documents.length === 0) return { preference: null, notice: "" };
  const why = `no valid preferences found in ${path}, use --v=5 to see details`;
  if (isExplicit) throw new CommandError(`kuberc error kuberc: ${why}`);
  return { preference: null, notice: `kuberc: no preferences loaded from ${path}: ${why}` };
}

/** Null for what is no preference at all. */
function readDocument(text: string): { preference: Preference; unknown: string[] } | null {
  const unknown: string[] = [];
  try {
    const content = readYaml(text);
    const names = isObject(content) ? NAMES.get(String(content.apiVersion)) : undefined;
    if (names === undefined || content.kind !== "Preference") return null;
    const reader = new FieldReader(unknown);
    const known = [
      "aliases",
      "apiVersion",
      "credentialPluginAllowlist",
      "credentialPluginPolicy",
      "kind",
      names.defaults,
    ];
    reader.known(content, known, "");
    const preference = {
      defaults: reader.list(content[names.defaults]).map((entry, i) => {
        reader.known(entry, ["command", names.options], `${names.defaults}[${i}].`);
        return {
          command: reader.text(entry.command),
          options: reader.options(entry[names.options], `${names.defaults}[${i}].${names.options}`),
        };
      }),
      aliases: reader.list(content.aliases).map((entry, i) => {
        reader.known(entry, ["name", "command", "prependArgs", "appendArgs", names.options], `aliases[${i}].`);
        return {
          name: reader.text(entry.name),
          command: reader.text(entry.command),
          prependArgs: reader.texts(entry.prependArgs),
          appendArgs: reader.texts(entry.appendArgs),
          options: reader.options(entry[names.options], `aliases[${i}].${names.options}`),
        };
      }),
      policy: reader.text(content.credentialPluginPolicy),
      allowlist: content.credentialPluginAllowlist == null ? null : reader.list(content.credentialPluginAllowlist),
    };
    return { preference, unknown };
  } catch (error) {
    if (error instanceof YamlError || error instanceof WrongType) return null;
    throw error;
  }
}

class WrongType extends Error {}

/** Reads fields of a known type, and remembers the unknown ones. */
class FieldReader {
  readonly #unknown: string[];

  constructor(unknown: string[]) {
    this.#unknown = unknown;
  }

  known(object: Mutable, names: readonly string[], at: string): void {
    for (const key of Object.keys(object)) if (!names.includes(key)) this.#unknown.push(`${at}${key}`);
  }

  list(value: unknown): Mutable[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value) || !value.every(isObject)) throw new WrongType();
    return value;
  }

  text(value: unknown): string {
    if (value === undefined || value === null) return "";
    if (typeof value !== "string") throw new WrongType();
    return value;
  }

  texts(value: unknown): string[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw new WrongType();
    return value.map((one) => this.text(one));
  }

  options(value: unknown, at: string): OptionDefault[] {
    return this.list(value).map((entry, i) => {
      this.known(entry, ["name", "default"], `${at}[${i}].`);
      return { name: this.text(entry.name), default: this.text(entry.default) };
    });
  }
}
