/** `kubectl create token`. Models: k8s.io/kubectl/pkg/cmd/create/create_token.go */
import type { Mutable } from "../../../../../sim/kube/api/objects.ts";
import type { Command } from "../../command.ts";
import { CommandError, expected } from "../../errors.ts";
import { duration, list, text } from "../../flags/flag.ts";
import { OUTPUT_FLAGS } from "../../flags/shared.ts";
import { objectPrinter } from "../../output/formats.ts";

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
    const spec: Mutable = { audiences: flags.list("audience") };
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
    yield* call.print(`${token}\n`);
  },
};
