/** `--write-out`. Models: curl src/tool_writeout.c. SIMPLIFIED: the variables people use; no %output{}. */
import { formatIp } from "../../../sim/core/ip.ts";
import { headerOf } from "../../../sim/net/http/message.ts";
import type { Transfer } from "./transfer.ts";
import { redirected, type Url } from "./url.ts";

export interface Outcome {
  readonly transfer: Transfer;
  readonly url: Url;
  readonly urlText: string;
  readonly method: string;
  readonly redirects: number;
  readonly redirectUs: number;
  readonly exitCode: number;
  readonly message: string;
  readonly output: string | null;
}

export function writeOut(format: string, outcome: Outcome): { text: string; unknown: string[] } {
  const unknown: string[] = [];
  const text = format.replace(
    /%\{([^}]*)\}|%%|\\(.)/g,
    (whole, name: string | undefined, escaped: string | undefined) => {
      if (whole === "%%") return "%";
      if (escaped !== undefined) return { n: "\n", t: "\t", r: "\r" }[escaped] ?? `\\${escaped}`;
      const header = /^header\{(.*)$/.exec(name ?? "");
      if (header !== null) return headerOf(outcome.transfer.head?.headers ?? [], header[1] as string) ?? "";
      const value = variable(name ?? "", outcome);
      if (value === null) unknown.push(name ?? "");
      return value ?? "";
    },
  );
  return { text, unknown };
}

function seconds(us: number): string {
  return (us / 1_000_000).toFixed(6);
}

type Variable = (outcome: Outcome) => string;

function speed(bytes: number, { times }: Transfer): string {
  return String(Math.floor((bytes * 1_000_000) / Math.max(1, times.totalUs)));
}

const VARIABLES: Readonly<Record<string, Variable>> = {
  http_code: ({ transfer }) => String(transfer.head?.status ?? 0).padStart(3, "0"),
  response_code: ({ transfer }) => String(transfer.head?.status ?? 0).padStart(3, "0"),
  http_version: ({ transfer }) => (transfer.head === null ? "0" : transfer.head.version.replace("HTTP/", "")),
  http_connect: () => "000",
  content_type: ({ transfer }) => headerOf(transfer.head?.headers ?? [], "content-type") ?? "",
  remote_ip: ({ transfer }) => (transfer.socket === null ? "" : formatIp(transfer.socket.remote.ip)),
  remote_port: ({ transfer }) => String(transfer.socket?.remote.port ?? 0),
  local_ip: ({ transfer }) => (transfer.socket === null ? "" : formatIp(transfer.socket.local.ip)),
  local_port: ({ transfer }) => String(transfer.socket?.local.port ?? 0),
  size_download: ({ transfer }) => String(transfer.progress.downloaded),
  size_upload: ({ transfer }) => String(transfer.progress.uploaded),
  size_header: ({ transfer }) => String(transfer.headerBytes),
  size_request: ({ transfer }) => String(transfer.requestBytes + transfer.progress.uploaded),
  speed_download: ({ transfer }) => speed(transfer.progress.downloaded, transfer),
  speed_upload: ({ transfer }) => speed(transfer.progress.uploaded, transfer),
  time_namelookup: ({ transfer }) => seconds(transfer.times.lookupUs),
  time_connect: ({ transfer }) => seconds(transfer.times.connectUs),
  time_appconnect: ({ transfer }) => seconds(transfer.times.securedUs),
  time_pretransfer: ({ transfer }) => seconds(transfer.times.securedUs || transfer.times.connectUs),
  time_starttransfer: ({ transfer }) => seconds(transfer.times.firstByteUs),
  time_redirect: ({ redirectUs }) => seconds(redirectUs),
  time_total: ({ transfer }) => seconds(transfer.times.totalUs),
  url: ({ urlText }) => urlText,
  url_effective: ({ urlText }) => urlText,
  redirect_url: ({ transfer, url }) => {
    const location = headerOf(transfer.head?.headers ?? [], "location");
    return location === undefined ? "" : redirected(url, location);
  },
  num_connects: ({ transfer }) => String(transfer.connects),
  num_redirects: ({ redirects }) => String(redirects),
  num_headers: ({ transfer }) => String(transfer.head?.headers.length ?? 0),
  method: ({ method }) => method,
  scheme: ({ url }) => url.scheme.toUpperCase(),
  exitcode: ({ exitCode }) => String(exitCode),
  errormsg: ({ message }) => message,
  filename_effective: ({ output }) => output ?? "",
  proxy_ssl_verify_result: () => "0",
  ssl_verify_result: () => "0",
  urlnum: () => "0",
};

function variable(name: string, outcome: Outcome): string | null {
  return Object.hasOwn(VARIABLES, name) ? (VARIABLES[name] as Variable)(outcome) : null;
}
