/** What a flag's value could be. Models: k8s.io/kubectl/pkg/cmd/cmd.go registerCompletionFuncForGlobalFlags */
import type { Run } from "../../../../sim/core/wait.ts";
import { mergedConfig } from "../client/kubeconfig.ts";
import type { Invocation } from "../invocation.ts";
import { containersOf, namesOf } from "./arguments.ts";
import { type Completions, DEFAULT, EXTENSIONS, NO_FILES } from "./complete.ts";

const FORMATS =
  "json yaml kyaml name go-template go-template-file template templatefile jsonpath jsonpath-as-json jsonpath-file".split(
    " ",
  );
/** Commands whose `--output` is a plain text that nobody completes. */
const PLAIN_OUTPUT = new Set(["api-resources", "version", "explain", "whoami"]);
const FORMATS_OF_GET = [...FORMATS, "custom-columns", "custom-columns-file", "wide"];

export function* flagValues(call: Invocation, written: string, word: string): Run<Completions> {
  const flag = call.flags.named(written);
  const among = (names: readonly string[]): Completions => ({
    names: names.filter((name) => name.startsWith(word)),
    directive: NO_FILES,
  });
  switch (flag?.name) {
    case "namespace":
      return among(yield* namesOf(call, "namespaces"));
    case "context":
      return among(
        mergedConfig(call.process, call.flags)
          .contexts.map(({ name }) => name)
          .sort(),
      );
    case "cluster":
      return among(
        mergedConfig(call.process, call.flags)
          .clusters.map(({ name }) => name)
          .sort(),
      );
    case "user":
      return among(
        mergedConfig(call.process, call.flags)
          .users.map(({ name }) => name)
          .sort(),
      );
    case "output":
      if (PLAIN_OUTPUT.has(call.command.name) || call.path === "kubectl config view")
        return { names: [], directive: DEFAULT };
      return among(call.command.name === "get" ? FORMATS_OF_GET : FORMATS);
    case "clusterrole":
      if (call.command.name !== "clusterrolebinding") return { names: [], directive: DEFAULT };
      return among(yield* namesOf(call, "clusterroles"));
    case "container":
      if (call.command.name !== "exec") return { names: [], directive: DEFAULT };
      return among(call.args.length === 0 ? [] : yield* containersOf(call, call.args[0] ?? ""));
    case "filename":
      return { names: ["json", "yaml", "yml"], directive: EXTENSIONS };
    default:
      return { names: [], directive: DEFAULT };
  }
}
