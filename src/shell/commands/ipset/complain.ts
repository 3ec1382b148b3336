/** How ipset gives up. Models: ipset 7.17 lib/session.c, lib/ipset.c ipset_custom_error */
import type { IpSetErrorCode } from "../../../sim/net/netfilter/ip-sets.ts";

const HINT = "Try `ipset help' for more information.";

export class Complaint extends Error {
  override readonly name = "Complaint";
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Status 2 is for a command line that is wrong; it comes with a hint. */
export function complain(message: string, exitCode: 1 | 2 = 1): never {
  throw new Complaint(exitCode === 2 ? `${message}\n${HINT}` : message, exitCode);
}

const WORDS: Readonly<Record<IpSetErrorCode, string>> = {
  "set-exists": "Set cannot be created: set with the same name already exists",
  "no-set": "The set with the given name does not exist",
  "in-use": "Set cannot be destroyed: it is in use by a kernel component",
  "name-taken": "Set cannot be renamed: a set with the new name already exists",
  "types-differ": "The sets cannot be swapped: their type does not match",
  "element-exists": "Element cannot be added to the set: it's already added",
  "no-element": "Element cannot be deleted from the set: it's not added",
  full: "Hash is full, cannot add more elements",
  "out-of-range": "Element is out of the range of the set",
  "null-element": "Null-valued element, cannot be stored in a hash type of set",
  "no-timeouts": "Timeout cannot be used: set was created without timeout support",
  "no-counters": "Packet/byte counters cannot be used: set was created without counter support",
  "no-comments": "Comment cannot be used: set was created without comment support",
  "no-member-set": "Set to be added/deleted/tested as element does not exist.",
};

export function wordsOf(code: IpSetErrorCode): string {
  return WORDS[code];
}
