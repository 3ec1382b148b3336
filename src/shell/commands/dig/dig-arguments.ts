/** dig's command line: @server, name, type, -options and +flags in any order. Models: bin/dig/dig.c parse_args(), plus_option() */
import { TYPES, typeCode } from "../../../sim/net/dns/record.ts";
import type { Process } from "../../../sim/os/process.ts";
import { parseNumeric, reverseName } from "../../../sim/os/resolver/resolve.ts";
import { Failure } from "../failure.ts";

export interface DigFlags {
  readonly short: boolean;
  readonly search: boolean;
  readonly tcp: boolean;
  readonly recurse: boolean;
  readonly edns: boolean;
  readonly cookie: boolean;
  readonly cmd: boolean;
  readonly comments: boolean;
  readonly question: boolean;
  readonly answer: boolean;
  readonly authority: boolean;
  readonly additional: boolean;
  readonly stats: boolean;
  readonly multiline: boolean;
  readonly ttlid: boolean;
  readonly class: boolean;
  readonly ignore: boolean;
  readonly trace: boolean;
  readonly yaml: boolean;
}

export interface DigArguments {
  readonly server: string | null;
  readonly name: string;
  readonly reverse: string | null;
  readonly type: number;
  readonly port: number;
  readonly tries: number;
  readonly timeoutUs: number;
  readonly flags: DigFlags;
  readonly warnings: readonly string[];
  readonly version: boolean;
}

const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
`;

const DISPLAY = ["cmd", "comments", "question", "answer", "authority", "additional", "stats"] as const;
const NAMES: Readonly<Record<string, keyof DigFlags>> = {
  short: "short",
  search: "search",
  tcp: "tcp",
  vc: "tcp",
  recurse: "recurse",
  edns: "edns",
  cookie: "cookie",
  cmd: "cmd",
  comments: "comments",
  question: "question",
  answer: "answer",
  authority: "authority",
  additional: "additional",
  stats: "stats",
  multiline: "multiline",
  ttlid: "ttlid",
  class: "class",
  ignore: "ignore",
  defname: "search",
  trace: "trace",
  yaml: "yaml",
};
const REFUSED = [
  "dnssec",
  "nssearch",
  "sigchase",
  "https",
  "tls",
  "subnet",
  "axfr",
  "expandaaaa",
  "unknownformat",
  "nsid",
  "crypto",
  "split",
  "idnout",
  "idnin",
  "keepopen",
  "cdflag",
  "adflag",
  "aaonly",
  "aaflag",
  "badcookie",
  "besteffort",
  "dns64prefix",
  "expire",
  "fail",
  "header-only",
  "identify",
  "mapped",
  "onesoa",
  "opcode",
  "padding",
  "showsearch",
  "ttlunits",
  "zflag",
  "qr",
];

type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };
type Draft = Changeable<Omit<DigArguments, "flags">> & { flags: Changeable<DigFlags> };

export function parseDigArguments(process: Process): DigArguments {
  const flags = {
    short: false,
    search: false,
    tcp: false,
    recurse: true,
    edns: true,
    cookie: true,
    cmd: true,
    comments: true,
    question: true,
    answer: true,
    authority: true,
    additional: true,
    stats: true,
    multiline: false,
    ttlid: true,
    class: true,
    ignore: false,
    trace: false,
    yaml: false,
  };
  const draft: Draft = {
    server: null,
    name: "",
    reverse: null,
    type: TYPES.A,
    port: 53,
    tries: 3,
    timeoutUs: 5_000_000,
    flags,
    warnings: [],
    version: false,
  };
  const rest = process.argv.slice(1);
  let typed = false;
  const warn = (text: string): void => {
    draft.warnings = [...draft.warnings, text];
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word.startsWith("@")) draft.server = word.slice(1);
    else if (word.startsWith("+")) plusOption(draft, word.slice(1));
    else if (word.startsWith("-") && word.length > 1) typed = dashOption(draft, word, { rest, warn }) || typed;
    else if (/^(IN|CH|HS)$/i.test(word)) continue;
    else if (!typed && typeCode(word) !== null) {
      draft.type = typeCode(word) as number;
      typed = true;
    } else draft.name = word;
  }
  if (draft.name === "" && draft.reverse === null) {
    draft.name = ".";
    if (!typed) draft.type = TYPES.NS;
  }
  return draft;
}

/** True when it set the type. */
function dashOption(draft: Draft, word: string, { rest, warn }: { rest: string[]; warn(text: string): void }): boolean {
  const letter = word[1] as string;
  if (letter === "4" || letter === "u" || letter === "m" || letter === "r") return false;
  if (letter === "v") {
    draft.version = true;
    return false;
  }
  if (!"tpxqcb".includes(letter)) throw new Failure(`Invalid option: ${word}\n${USAGE}`, 1);
  const value = word.length > 2 ? word.slice(2) : rest.shift();
  if (value === undefined) throw new Failure(`Invalid option: ${word}\n${USAGE}`, 1);
  if (letter === "p") draft.port = Number(value);
  else if (letter === "q") draft.name = value;
  else if (letter === "x") {
    const address = parseNumeric(value);
    draft.reverse = address === null ? `${value.split(".").reverse().join(".")}.in-addr.arpa.` : reverseName(address);
  } else if (letter === "t") {
    const type = typeCode(value);
    if (type === null) warn(`ignoring invalid type ${value}`);
    else draft.type = type;
    return type !== null;
  }
  return false;
}

function plusOption(draft: Draft, text: string): void {
  const [full = "", value] = text.split("=");
  const off = full.startsWith("no") && full !== "norec";
  const name = off ? full.slice(2) : full;
  if (name === "all") {
    for (const key of DISPLAY) draft.flags[key] = !off;
    return;
  }
  if (name === "time" || name === "timeout") draft.timeoutUs = Math.max(1, Number(value)) * 1_000_000;
  else if (name === "tries") draft.tries = Math.max(1, Number(value));
  else if (name === "retry") draft.tries = Math.max(0, Number(value)) + 1;
  else if (
    name === "bufsize" ||
    name === "ndots" ||
    name === "adflag" ||
    name === "cdflag" ||
    name === "aaflag" ||
    name === "rrcomments" ||
    name === "ttlunits" ||
    name === "domain"
  )
    return;
  else {
    const key =
      Object.keys(NAMES).find((known) => known === name) ??
      (name.length >= 2 ? Object.keys(NAMES).find((known) => known.startsWith(name)) : undefined);
    if (key !== undefined) draft.flags[NAMES[key] as keyof DigFlags] = !off;
    else if (REFUSED.some((known) => known.startsWith(name) && name !== ""))
      throw new Failure(`dig: option '+${text}' is not simulated here\n`, 1);
    else throw new Failure(`Invalid option: +${text}\n${USAGE}`, 1);
  }
}
