/** The versions of client and server, and `--match-server-version`. Models: k8s.io/kubectl/pkg/cmd/util/kubectl_match_version.go */
import type { Run } from "../../../../sim/core/wait.ts";
import { CLIENT_BUILD, versionOf } from "../../../../sim/kube/api/builds.ts";
import type { Mutable } from "../../../../sim/kube/api/objects.ts";
import { CommandError, goQuote } from "../errors.ts";

const CLIENT = versionOf(CLIENT_BUILD);
const FIELDS = [
  "Major",
  "Minor",
  "EmulationMajor",
  "EmulationMinor",
  "MinCompatibilityMajor",
  "MinCompatibilityMinor",
  "GitVersion",
  "GitCommit",
  "GitTreeState",
  "BuildDate",
  "GoVersion",
  "Compiler",
  "Platform",
];

interface VersionSource {
  get(path: string): Run<Mutable>;
}

/** Throws when the server is not of exactly our version. */
export function* checkServerVersion(client: VersionSource): Run<void> {
  const server = yield* client.get("/version");
  if (server.gitVersion === CLIENT.gitVersion && server.gitCommit === CLIENT.gitCommit) return;
  const [theirs, own] = [versionText(server), versionText(CLIENT)];
  throw new CommandError(`server version (&${theirs}) differs from client version (${own})`);
}

/** As Go's `%#v` has it. */
function versionText(version: Mutable): string {
  const fields = FIELDS.map((field) => {
    const value = version[`${(field[0] as string).toLowerCase()}${field.slice(1)}`] ?? "";
    return `${field}:${goQuote(value)}`;
  });
  return `version.Info{${fields.join(", ")}}`;
}
