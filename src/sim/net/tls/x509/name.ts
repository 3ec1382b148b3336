/** Names of subjects and issuers. Models: RFC 5280 §4.1.2.4, RFC 4514 */
import { childrenOf, type DerValue, der, derOid, derText, hexOf, oidOf, sequence, TAG, textOf } from "./der.ts";

export interface NamePart {
  /** `CN` where the type has a short name, else the dotted identifier. */
  readonly type: string;
  readonly value: string;
}

export interface X509Name {
  readonly parts: readonly NamePart[];
  /** For comparing. */
  readonly hex: string;
}

const TYPES: Readonly<Record<string, string>> = {
  CN: "2.5.4.3",
  SN: "2.5.4.4",
  serialNumber: "2.5.4.5",
  C: "2.5.4.6",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  street: "2.5.4.9",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  emailAddress: "1.2.840.113549.1.9.1",
  DC: "0.9.2342.19200300.100.1.25",
};
const SHORT = new Map(Object.entries(TYPES).map(([short, oid]) => [oid, short]));

export function isNameType(type: string): boolean {
  return TYPES[type] !== undefined;
}

export function nameOf(value: DerValue | undefined): X509Name {
  const parts = childrenOf(value).flatMap((set) =>
    childrenOf(set).map((attribute) => {
      const [type, text] = childrenOf(attribute);
      const oid = oidOf(type);
      return { type: SHORT.get(oid) ?? oid, value: text === undefined ? "" : textOf(text) };
    }),
  );
  return { parts, hex: hexOf(value?.whole ?? new Uint8Array(0)) };
}

export function derName(parts: readonly NamePart[]): Uint8Array {
  return sequence(
    ...parts.map(({ type, value }) => {
      const tag =
        type === "C" || type === "serialNumber" ? TAG.printable : type === "emailAddress" ? TAG.ia5 : TAG.utf8;
      return der(TAG.set, sequence(derOid(TYPES[type] ?? type), derText(value, tag)));
    }),
  );
}

export function commonNameOf({ parts }: X509Name): string | undefined {
  return parts.findLast(({ type }) => type === "CN")?.value;
}

/** `CN = a, O = b`, as `openssl x509` prints it (curl: without the spaces and with semicolons). */
export function nameText(
  { parts }: X509Name,
  { equals, comma }: { readonly equals: string; readonly comma: string },
): string {
  return parts
    .map(
      ({ type, value }) =>
        `${type}${equals}${/[,+"\\<>;]/.test(value) && equals === " = " ? `"${value.replace(/["\\]/g, "\\$&")}"` : value}`,
    )
    .join(comma);
}
