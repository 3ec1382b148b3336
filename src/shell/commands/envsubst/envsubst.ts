/** Puts environment variables into a text. Models: gettext-runtime envsubst.c */
import { decodeUtf8 } from "../../../sim/core/utf8.ts";
import type { Run } from "../../../sim/core/wait.ts";
import type { Process } from "../../../sim/os/process.ts";
import type { Flavour } from "../flavour.ts";
import { parseOptions } from "../options.ts";

const VARIABLE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

export function* envsubst(process: Process, flavour: Flavour): Run<number> {
  const options = parseOptions(process, { short: "vhV", long: { variables: "v" }, hint: flavour.hint(process) });
  const format = options.operands[0];
  const named =
    format === undefined ? null : [...format.matchAll(VARIABLE)].map(([, braced, bare]) => braced ?? bare ?? "");
  if (options.has("v")) {
    yield* process.print((named ?? []).map((name) => `${name}\n`).join(""));
    return 0;
  }
  const text = decodeUtf8(yield* process.readToEnd(0));
  yield* process.print(
    text.replace(VARIABLE, (whole, braced: string | undefined, bare: string | undefined) => {
      const name = braced ?? bare ?? "";
      return named !== null && !named.includes(name) ? whole : (process.env.get(name) ?? "");
    }),
  );
  return 0;
}
