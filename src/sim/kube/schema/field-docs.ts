/** Documentation of API types; the texts are in `docs.ts`, which is loaded only by those who show them. */
export interface FieldDocs {
  /** By type and field; the type's own text is that of the field "". */
  readonly texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By `Type.field`: the values that it may have. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}
