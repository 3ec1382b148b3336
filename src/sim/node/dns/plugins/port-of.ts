/** The port of a listen address such as `:8080` or `0.0.0.0:9153`. */
import { CorefileError } from "../corefile.ts";

export function portOf(address: string | undefined, otherwise: number): number {
  if (address === undefined) return otherwise;
  const port = /:(\d{1,5})$/.exec(address)?.[1];
  if (port === undefined || Number(port) > 65_535)
    throw new CorefileError(`address ${address}: missing port in address`);
  return Number(port);
}
