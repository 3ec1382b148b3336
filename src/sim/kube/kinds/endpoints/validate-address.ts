/**
 * Addresses that cannot be anybody's endpoint.
 *
 * Models: pkg/apis/core/validation/validation.go ValidateNonSpecialIP
 */
import { cidr, contains, parseIp } from "../../../core/ip.ts";
import { type FieldError, invalid } from "../../api/validation/field-error.ts";
import { withoutLeadingZeros } from "../../api/validation/formats.ts";

const LOOPBACK = [cidr("127.0.0.0/8"), cidr("::1/128")];
const LINK_LOCAL = [cidr("169.254.0.0/16"), cidr("fe80::/10")];
const LINK_LOCAL_MULTICAST = [cidr("224.0.0.0/24"), cidr("ff02::/10")];

/** Says nothing about the spelling: leading zeros are somebody else's affair. */
export function validateNonSpecialIp(address: string, path: string): FieldError[] {
  const parsed = parseIp(withoutLeadingZeros(address));
  if (parsed === null) return [invalid(path, address, "must be a valid IP address")];
  if (parsed === 0 || parsed === 0n) return [invalid(path, address, `may not be unspecified (${address})`)];
  if (LOOPBACK.some((prefix) => contains(prefix, parsed)))
    return [invalid(path, address, "may not be in the loopback range (127.0.0.0/8, ::1/128)")];
  if (LINK_LOCAL.some((prefix) => contains(prefix, parsed)))
    return [invalid(path, address, "may not be in the link-local range (169.254.0.0/16, fe80::/10)")];
  if (LINK_LOCAL_MULTICAST.some((prefix) => contains(prefix, parsed)))
    return [invalid(path, address, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")];
  return [];
}
