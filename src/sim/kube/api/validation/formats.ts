/**
 * The shapes of names, labels, ports and the like, each check answering with upstream's sentences; none when valid.
 *
 * Models: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go
 */
import { formatIp, parseCidr, parseIp } from "../../../core/ip.ts";

const DNS1123_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const DNS1123_SUBDOMAIN = `${DNS1123_LABEL}(\\.${DNS1123_LABEL})*`;
const DNS1035_LABEL = "[a-z]([-a-z0-9]*[a-z0-9])?";
const QUALIFIED_NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const LABEL_VALUE = `(${QUALIFIED_NAME})?`;
const PORT_NAME_CHARS = "[-a-z0-9]+";
const ENV_VAR_NAME = "[-._a-zA-Z][-._a-zA-Z0-9]*";
const RELAXED_ENV = /^[ -<>-~]+$/;
const CONFIG_MAP_KEY = "[-._a-zA-Z0-9]+";
const WILDCARD = `\\*\\.${DNS1123_SUBDOMAIN}`;
const HEADER_NAME = "[-A-Za-z0-9]+";
const PERCENT = "[0-9]+%";
const C_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*";
const DNS1123_SUBDOMAIN_CASELESS = "[A-Za-z0-9]([-A-Za-z0-9_]*[A-Za-z0-9])?";

const patterns = new Map<string, RegExp>();
function matches(pattern: string, value: string): boolean {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    compiled = new RegExp(`^(?:${pattern})$`);
    patterns.set(pattern, compiled);
  }
  return compiled.test(value);
}

function regexError(message: string, pattern: string, ...examples: readonly string[]): string {
  const eg = examples.map((example) => `'${example}', `).join(" or ");
  return examples.length === 0
    ? `${message} (regex used for validation is '${pattern}')`
    : `${message} (e.g. ${eg}regex used for validation is '${pattern}')`;
}

function maxLength(max: number): string {
  return `must be no more than ${max} characters`;
}

type Check = (value: string) => readonly string[];

export const isDNS1123Label: Check = (value) => [
  ...(value.length > 63 ? [maxLength(63)] : []),
  ...(matches(DNS1123_LABEL, value)
    ? []
    : [
        regexError(
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
          DNS1123_LABEL,
          "my-name",
          "123-abc",
        ),
      ]),
];

export const isDNS1123Subdomain: Check = (value) => [
  ...(value.length > 253 ? [maxLength(253)] : []),
  ...(matches(DNS1123_SUBDOMAIN, value)
    ? []
    : [
        regexError(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
          DNS1123_SUBDOMAIN,
          "example.com",
        ),
      ]),
];

export const isDNS1035Label: Check = (value) => [
  ...(value.length > 63 ? [maxLength(63)] : []),
  ...(matches(DNS1035_LABEL, value)
    ? []
    : [
        regexError(
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
          DNS1035_LABEL,
          "my-name",
          "abc-123",
        ),
      ]),
];

export const isWildcardDNS1123Subdomain: Check = (value) => [
  ...(value.length > 253 ? [maxLength(253)] : []),
  ...(matches(WILDCARD, value)
    ? []
    : [
        regexError(
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
          WILDCARD,
          "*.example.com",
        ),
      ]),
];

export const isQualifiedName: Check = (value) => {
  const parts = value.split("/");
  const errors: string[] = [];
  if (parts.length > 2)
    return [
      `a valid label key ${regexError("must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", QUALIFIED_NAME, "MyName", "my.name", "123-abc")} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const name = parts.at(-1) as string;
  if (parts.length === 2) {
    const prefix = parts[0] as string;
    if (prefix === "") errors.push("prefix part must be non-empty");
    else errors.push(...isDNS1123Subdomain(prefix).map((message) => `prefix part ${message}`));
  }
  if (name === "") errors.push("name part must be non-empty");
  else if (name.length > 63) errors.push("name part must be no more than 63 bytes");
  if (!matches(QUALIFIED_NAME, name))
    errors.push(
      `name part ${regexError("must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", QUALIFIED_NAME, "MyName", "my.name", "123-abc")}`,
    );
  return errors;
};

export const isValidLabelValue: Check = (value) => [
  ...(value.length > 63 ? ["must be no more than 63 bytes"] : []),
  ...(matches(LABEL_VALUE, value)
    ? []
    : [
        regexError(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
          LABEL_VALUE,
          "MyValue",
          "my_value",
          "12345",
        ),
      ]),
];

export function isValidPortNum(port: number): readonly string[] {
  return port >= 1 && port <= 65535 ? [] : ["must be between 1 and 65535, inclusive"];
}

export const isValidPortName: Check = (value) => {
  const errors: string[] = [];
  if (value.length > 15) errors.push("must be no more than 15 characters");
  if (!matches(PORT_NAME_CHARS, value))
    errors.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(value)) errors.push("must contain at least one letter (a-z)");
  if (value.includes("--")) errors.push("must not contain consecutive hyphens");
  if (value !== "" && (value.startsWith("-") || value.endsWith("-")))
    errors.push("must not begin or end with a hyphen");
  return errors;
};

export const isHTTPHeaderName: Check = (value) =>
  matches(HEADER_NAME, value)
    ? []
    : [regexError("a valid HTTP header must consist of alphanumeric characters or '-'", HEADER_NAME, "X-Header-Name")];

export const isEnvVarName: Check = (value) => {
  const errors: string[] = [];
  if (!RELAXED_ENV.test(value))
    errors.push(`a valid environment variable name must consist only of printable ASCII characters other than '='`);
  return errors;
};

export const isStrictEnvVarName: Check = (value) =>
  matches(ENV_VAR_NAME, value)
    ? []
    : [
        regexError(
          "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
          ENV_VAR_NAME,
          "my.env-name",
          "MY_ENV.NAME",
          "MyEnvName1",
        ),
      ];

export const isConfigMapKey: Check = (value) => {
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLength(253));
  if (!matches(CONFIG_MAP_KEY, value))
    errors.push(
      regexError(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        CONFIG_MAP_KEY,
        "key.name",
        "KEY_NAME",
        "key-name",
      ),
    );
  if (value === ".") errors.push("must not be '.'");
  else if (value === "..") errors.push("must not be '..'");
  else if (value.startsWith("..")) errors.push("must not start with '..'");
  return errors;
};

export const isValidPercent: Check = (value) =>
  matches(PERCENT, value)
    ? []
    : [regexError("a valid percent string must be a numeric string followed by an ending '%'", PERCENT, "1%", "93%")];

export const isCIdentifier: Check = (value) =>
  matches(C_IDENTIFIER, value)
    ? []
    : [
        regexError(
          "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
          C_IDENTIFIER,
          "my_name",
          "MY_NAME",
          "MyName",
        ),
      ];

/** The value of `hostname:` in a Service's ExternalName: as a subdomain, or with underscores where allowed. */
export const isDNS1123SubdomainWithUnderscore: Check = (value) => [
  ...(value.length > 253 ? [maxLength(253)] : []),
  ...(matches(`${DNS1123_SUBDOMAIN_CASELESS}(\\.${DNS1123_SUBDOMAIN_CASELESS})*`, value)
    ? []
    : ["a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.'"]),
];

export const IP_MESSAGE = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
export const CIDR_MESSAGE = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

/** What Go's legacy parser took; an IPv4 address could be in an IPv6 one's clothes. */
export const isLegacyIP: Check = (value) => (parseIp(withoutLeadingZeros(value)) === null ? [IP_MESSAGE] : []);

export const isLegacyCIDR: Check = (value) => (parseCidr(withoutLeadingZeros(value)) === null ? [CIDR_MESSAGE] : []);

export function withoutLeadingZeros(value: string): string {
  return value.replace(/(^|[./])0+(?=\d)/g, "$1");
}

/** Leading zeros are refused with a sentence of their own. */
export const isValidIP: Check = (value) => {
  if (parseIp(value) !== null)
    return value.includes(":") && /^::ffff:\d+\./i.test(value) ? ["must not be an IPv4-mapped IPv6 address"] : [];
  if (parseIp(withoutLeadingZeros(value)) !== null) return ["must not have leading 0s"];
  return [IP_MESSAGE];
};

/** Prefixes are strict like addresses, and must not say more than their length covers. */
export const isValidCIDR: Check = (value) => {
  const parsed = parseCidr(withoutLeadingZeros(value));
  if (parsed === null) return [CIDR_MESSAGE];
  if (withoutLeadingZeros(value) !== value) return ["must not have leading 0s in IP or prefix length"];
  if (/^::ffff:\d+\./i.test(value)) return ["must not have an IPv4-mapped IPv6 address"];
  return parseIp(value.split("/")[0] as string) === parsed.base
    ? []
    : ["must not have bits set beyond the prefix length"];
};

/** As stored by the checks that insist on the usual spelling. */
export function canonicalIp(value: string): string {
  const parsed = parseIp(value);
  return parsed === null ? value : formatIp(parsed);
}

export const isFullyQualifiedDomainName: Check = (value) => {
  if (value === "") return [""];
  const trimmed = value.endsWith(".") ? value.slice(0, -1) : value;
  const errors = isDNS1123Subdomain(trimmed);
  if (errors.length > 0) return errors;
  const labels = trimmed.split(".");
  if (labels.length < 2) return ["should be a domain with at least two segments separated by dots"];
  return labels.flatMap((label) => isDNS1123Label(label));
};
