/** curl's command line. Models: curl 7.88.1 src/tool_getparam.c. SIMPLIFIED: no config files, no --next, no URL globbing. */
import type { Process } from "../../../sim/os/process.ts";
import { Failure } from "../failure.ts";

const HINT = "curl: try 'curl --help' or 'curl --manual' for more information\n";

/** Letter, long name, and whether a value follows. A key that is null is accepted and changes nothing here. */
const OPTIONS: readonly (readonly [letter: string, long: string, takes: boolean, key: string | null])[] = [
  ["s", "silent", false, "silent"],
  ["S", "show-error", false, "showError"],
  ["v", "verbose", false, "verbose"],
  ["i", "include", false, "include"],
  ["I", "head", false, "head"],
  ["L", "location", false, "location"],
  ["", "location-trusted", false, "location"],
  ["k", "insecure", false, "insecure"],
  ["o", "output", true, "output"],
  ["O", "remote-name", false, "remoteName"],
  ["w", "write-out", true, "writeOut"],
  ["H", "header", true, "header"],
  ["X", "request", true, "request"],
  ["d", "data", true, "data"],
  ["", "data-ascii", true, "data"],
  ["", "data-raw", true, "dataRaw"],
  ["", "data-binary", true, "dataBinary"],
  ["", "data-urlencode", true, "dataUrlencode"],
  ["", "json", true, "json"],
  ["u", "user", true, "user"],
  ["", "resolve", true, "resolve"],
  ["", "connect-to", true, "connectTo"],
  ["m", "max-time", true, "maxTime"],
  ["", "connect-timeout", true, "connectTimeout"],
  ["", "retry", true, "retry"],
  ["", "retry-delay", true, "retryDelay"],
  ["", "retry-max-time", true, "retryMaxTime"],
  ["", "retry-connrefused", false, "retryConnrefused"],
  ["", "retry-all-errors", false, "retryAllErrors"],
  ["f", "fail", false, "fail"],
  ["", "fail-with-body", false, "failWithBody"],
  ["G", "get", false, "get"],
  ["A", "user-agent", true, "userAgent"],
  ["e", "referer", true, "referer"],
  ["D", "dump-header", true, "dumpHeader"],
  ["r", "range", true, "range"],
  ["T", "upload-file", true, "uploadFile"],
  ["N", "no-buffer", false, null],
  ["", "http1.1", false, "http11"],
  ["0", "http1.0", false, "http10"],
  ["", "http2", false, null],
  ["4", "ipv4", false, "ipv4"],
  ["6", "ipv6", false, "ipv6"],
  ["", "interface", true, "interface"],
  ["", "local-port", true, "localPort"],
  ["", "compressed", false, "compressed"],
  ["", "no-progress-meter", false, "noMeter"],
  ["#", "progress-bar", false, "noMeter"],
  ["", "max-redirs", true, "maxRedirs"],
  ["", "url", true, "url"],
  ["", "cacert", true, "cacert"],
  ["", "tlsv1.2", false, null],
  ["", "tlsv1.3", false, "tls13"],
  ["", "tls-max", true, "tlsMax"],
  ["", "noproxy", true, "noProxy"],
  ["x", "proxy", true, "proxy"],
  ["b", "cookie", true, "cookie"],
  ["", "oauth2-bearer", true, "bearer"],
  ["R", "remote-time", false, null],
  ["", "raw", false, null],
  ["", "tcp-fastopen", false, null],
  ["", "basic", false, null],
  ["", "anyauth", false, null],
  ["", "keepalive-time", true, null],
  ["", "expect100-timeout", true, null],
  ["", "no-keepalive", false, null],
  ["", "path-as-is", false, null],
  ["g", "globoff", false, null],
  ["q", "disable", false, null],
  ["", "tcp-nodelay", false, null],
  ["", "create-dirs", false, "createDirs"],
  ["h", "help", false, "help"],
  ["V", "version", false, "version"],
];

/** In the real tool, and not here. */
const REFUSED = {
  short: "aBcCEFjJKlMnpPQtUyYzZ3:",
  long: [
    "abstract-unix-socket",
    "cert",
    "key",
    "config",
    "cookie-jar",
    "form",
    "form-string",
    "continue-at",
    "proxy-user",
    "socks5",
    "socks5-hostname",
    "preproxy",
    "netrc",
    "parallel",
    "limit-rate",
    "speed-limit",
    "speed-time",
    "time-cond",
    "trace",
    "trace-ascii",
    "unix-socket",
    "http3",
    "dns-servers",
    "doh-url",
    "digest",
    "ntlm",
    "negotiate",
    "max-filesize",
    "proto",
    "proto-default",
    "proxy-header",
    "remote-name-all",
    "ciphers",
    "capath",
    "cert-type",
    "ftp-port",
    "quote",
    "stderr",
    "haproxy-protocol",
    "next",
    "remote-header-name",
    "output-dir",
    "rate",
    "post301",
    "post302",
    "post303",
    "manual",
    "trace-time",
    "styled-output",
  ],
};

export interface CurlArguments {
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** Data of every sort in the order given, with the option it came by. */
  readonly data: readonly { readonly key: string; readonly value: string }[];
  readonly urls: readonly string[];
}

export function parseArguments(process: Process): CurlArguments {
  const given = new Map<string, string[]>();
  const data: { key: string; value: string }[] = [];
  const urls: string[] = [];
  const rest = process.argv.slice(1);
  const add = (key: string | null, value: string): void => {
    if (key === "url") urls.push(value);
    else if (key !== null && (key.startsWith("data") || key === "json")) data.push({ key, value });
    if (key !== null) given.set(key, [...(given.get(key) ?? []), value]);
  };
  let optionsOver = false;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (optionsOver || !word.startsWith("-") || word === "-") urls.push(word);
    else if (word === "--") optionsOver = true;
    else if (word.startsWith("--")) readLong(word, rest, add);
    else readShort(word, rest, add);
  }
  return { given, data, urls };
}

type Add = (key: string | null, value: string) => void;

function readLong(word: string, rest: string[], add: Add): void {
  const name = word.slice(2);
  const negated =
    /^no-(silent|show-error|verbose|include|location|fail|buffer|keepalive|insecure|compressed|progress-meter)$/.exec(
      name,
    );
  const matches = OPTIONS.filter(([, long]) => long.startsWith(name));
  const option = OPTIONS.find(([, long]) => long === name) ?? (matches.length === 1 ? matches[0] : undefined);
  if (option === undefined) {
    if (negated !== null) return;
    if (REFUSED.long.includes(name)) throw new Failure(`curl: option ${word}: is not simulated here\n`, 2);
    if (matches.length > 1) throw new Failure(`curl: option ${word}: is ambiguous\n${HINT}`, 2);
    throw new Failure(`curl: option ${word}: is unknown\n${HINT}`, 2);
  }
  const [, , takes, key] = option;
  if (!takes) {
    add(key, "");
    return;
  }
  const value = rest.shift();
  if (value === undefined) throw new Failure(`curl: option ${word}: requires parameter\n${HINT}`, 2);
  add(key, value);
}

function readShort(word: string, rest: string[], add: Add): void {
  for (let i = 1; i < word.length; i++) {
    const letter = word[i] as string;
    const option = OPTIONS.find(([short]) => short === letter);
    if (option === undefined) {
      if (REFUSED.short.includes(letter)) throw new Failure(`curl: option -${letter}: is not simulated here\n`, 2);
      throw new Failure(`curl: option ${word}: is unknown\n${HINT}`, 2);
    }
    const [, , takes, key] = option;
    if (!takes) {
      add(key, "");
      continue;
    }
    const value = i + 1 < word.length ? word.slice(i + 1) : rest.shift();
    if (value === undefined) throw new Failure(`curl: option ${word}: requires parameter\n${HINT}`, 2);
    add(key, value);
    return;
  }
}

export function usageFailure(message: string): Failure {
  return new Failure(message === "" ? HINT : `curl: ${message}\n${HINT}`, 2);
}
