/** What the kernel refuses. The words are those of the command that asked. Models: net/netfilter/nf_tables_api.c */

export type NftErrorCode =
  /** ENOENT */
  | "no-table"
  | "no-chain"
  | "no-set"
  | "no-rule"
  | "no-element"
  /** EEXIST */
  | "exists"
  | "overlap"
  /** EBUSY */
  | "busy"
  /** EOPNOTSUPP */
  | "unsupported"
  /** ENFILE */
  | "full"
  /** ELOOP */
  | "loop";

export class NftError extends Error {
  override readonly name = "NftError";
  readonly code: NftErrorCode;
  readonly about: string;

  constructor(code: NftErrorCode, about: string) {
    super(`${code}: ${about}`);
    this.code = code;
    this.about = about;
  }
}
