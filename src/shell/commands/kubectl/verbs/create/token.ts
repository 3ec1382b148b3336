/** `kubectl create token`. Models: k8s.io/kubectl/pkg/cmd/create/create_token.go */
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import type { Command } from "../../command.ts";
import { CommandError, expected } from "../../errors.ts";
import { duration, list, text } from "../../flags/flag.ts";
import { OUTPUT_FLAGS } from "../../flags/shared.ts";
import type { Invocation } from "../../invocation.ts";
import { objectPrinter } from "../../output/formats.ts";
import { isTerminal } from "../../terminal.ts";

export const CREATE_TOKEN: Command = {
  name: "token",
  summary: "Request a service account token",
  usage: "SERVICE_ACCOUNT_NAME",
  flags: [
    ...OUTPUT_FLAGS,
    list("audience"),
    text("bound-object-kind"),
    text("bound-object-name"),
    text("bound-object-uid"),
    duration("duration"),
  ],
  *run(call) {
    const { flags, args } = call;
    if (args.length !== 1) throw call.usageError(`exactly one NAME is required, got ${args.length}`);
    const name = args[0] as string;
    const durationMs = flags.int("duration");
    if (durationMs < 0) throw new CommandError("--duration must be greater than or equal to 0");
    if (durationMs % 1000 !== 0) throw new CommandError("--duration cannot be expressed in units less than seconds");
    if (flags.list("audience").includes("")) throw new CommandError("--audience must not be an empty string");
    const spec: Mutable = { audiences: flags.list("audience"), ...boundTo(call) };
    if (durationMs > 0) spec.expirationSeconds = durationMs / 1000;
    const print = objectPrinter(call);
    let response: Mutable;
    try {
      response = yield* call.client.request(
        "POST",
        `/api/v1/namespaces/${call.namespace}/serviceaccounts/${name}/token`,
        {
          body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", metadata: {}, spec },
        },
      );
    } catch (error) {
      throw new CommandError(`failed to create token: ${expected(error).message}`);
    }
    if (print !== null) return yield* call.print(print(response));
    const token = response.status?.token ?? "";
    if (token === "") throw new CommandError("failed to create token: no token in server response");
    yield* call.print(isTerminal(call.process, 1) ? `${token}\n` : token);
  },
};

const BINDABLE = ["Node", "Pod", "Secret"];

function boundTo({ flags }: Invocation): Mutable {
  const [kind, name, uid] = ["kind", "name", "uid"].map((part) => flags.text(`bound-object-${part}`)) as [
    string,
    string,
    string,
  ];
  if (kind === "") {
    if (name !== "") throw new CommandError("--bound-object-name can only be set if --bound-object-kind is provided");
    if (uid !== "") throw new CommandError("--bound-object-uid can only be set if --bound-object-kind is provided");
    return {};
  }
  if (!BINDABLE.includes(kind))
    throw new CommandError(`supported --bound-object-kind values are ${BINDABLE.join(", ")}`);
  if (name === "") throw new CommandError("--bound-object-name is required if --bound-object-kind is provided");
  return { boundObjectRef: { kind, apiVersion: "v1", name, ...(uid === "" ? {} : { uid }) } };
}
