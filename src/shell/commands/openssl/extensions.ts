/** Extensions as `-addext` and extension files write them. Models: OpenSSL crypto/x509/v3_conf.c, x509v3_config(5) */
import type { AlternativeName, Extension } from "../../../sim/net/tls/x509/certificate.ts";
import { CLIENT_AUTH, EXTENSIONS, SERVER_AUTH } from "../../../sim/net/tls/x509/issue.ts";
import { Failure } from "../failure.ts";

export const USAGES = [
  ["digitalSignature", "Digital Signature"],
  ["nonRepudiation", "Non Repudiation"],
  ["keyEncipherment", "Key Encipherment"],
  ["dataEncipherment", "Data Encipherment"],
  ["keyAgreement", "Key Agreement"],
  ["keyCertSign", "Certificate Sign"],
  ["cRLSign", "CRL Sign"],
] as const;

export const PURPOSES: Readonly<Record<string, readonly [string, string]>> = {
  serverAuth: [SERVER_AUTH, "TLS Web Server Authentication"],
  clientAuth: [CLIENT_AUTH, "TLS Web Client Authentication"],
};

/** `subjectAltName = DNS:a,IP:1.2.3.4` */
export function parseExtension(text: string, section: (name: string) => readonly string[] = () => []): Extension {
  const [, name = "", rest = ""] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(text) ?? [];
  const words = rest.split(",").map((word) => word.trim());
  const isCritical = words[0] === "critical";
  const values = (isCritical ? words.slice(1) : words).flatMap((word) =>
    word.startsWith("@") ? section(word.slice(1)) : [word],
  );
  const made = extensionOf(name, values);
  if (made === null) throw new Failure(`Error adding extensions: ${text.trim()} is not simulated here\n`);
  return { ...made, isCritical };
}

function extensionOf(name: string, values: readonly string[]): Extension | null {
  if (name === "subjectAltName") return EXTENSIONS.alternativeNames(values.map(alternative));
  if (name === "basicConstraints") return EXTENSIONS.authority(values.some((value) => /^CA:(TRUE|true)$/.test(value)));
  if (name === "keyUsage") {
    const at = values.map((value) => USAGES.findIndex(([key]) => key === value));
    if (at.some((index) => index < 0)) return null;
    return EXTENSIONS.keyUsage(
      at.reduce((bits, index) => bits | (0x80 >> index), 0),
      7 - Math.max(...at),
    );
  }
  if (name !== "extendedKeyUsage") return null;
  const oids = values.map((value) => PURPOSES[value]?.[0]);
  return oids.every((oid) => oid !== undefined) ? EXTENSIONS.extendedKeyUsage(...(oids as string[])) : null;
}

function alternative(text: string): AlternativeName {
  const [, kind = "", value = ""] = /^(DNS|IP|email|URI)(?:\.\d+)?\s*[:=]\s*(.*)$/.exec(text) ?? [];
  if (kind === "") throw new Failure(`Error adding extensions: unsupported option, name=${text.split(":")[0]}\n`);
  return { kind: kind === "IP" ? "IP Address" : (kind as "DNS"), value };
}

/** Lines of a section of a configuration file. */
export function sectionOf(text: string, name: string | null): string[] {
  const lines: string[] = [];
  let here: string | null = null;
  for (const raw of text.split("\n")) {
    const line = raw.replace(/#.*$/, "").trim();
    const head = /^\[\s*(.+?)\s*\]$/.exec(line);
    if (head !== null) here = head[1] as string;
    else if (line !== "" && here === name) lines.push(line);
  }
  return lines;
}
