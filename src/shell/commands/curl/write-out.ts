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

function variable(name: string, outcome: Outcome): string | null {
  const { transfer, url, urlText } = outcome;
  const { head, socket, times, progress } = transfer;
  const speed = (bytes: number): string => String(Math.floor((bytes * 1_000_000) / Math.max(1, times.totalUs)));
  switch (name) {
    case "http_code":
    case "response_code":
      return String(head?.status ?? 0).padStart(3, "0");
    case "http_version":
      return head === null ? "0" : head.version.replace("HTTP/", "");
    case "http_connect":
      return "000";
    case "content_type":
      return headerOf(head?.headers ?? [], "content-type") ?? "";
    case "remote_ip":
      return socket === null ? "" : formatIp(socket.remote.ip);
    case "remote_port":
      return String(socket?.remote.port ?? 0);
    case "local_ip":
      return socket === null ? "" : formatIp(socket.local.ip);
    case "local_port":
      return String(socket?.local.port ?? 0);
    case "size_download":
      return String(progress.downloaded);
    case "size_upload":
      return String(progress.uploaded);
    case "size_header":
      return String(transfer.headerBytes);
    case "size_request":
      return String(transfer.requestBytes + progress.uploaded);
    case "speed_download":
      return speed(progress.downloaded);
    case "speed_upload":
      return speed(progress.uploaded);
    case "time_namelookup":
      return seconds(times.lookupUs);
    case "time_connect":
      return seconds(times.connectUs);
    case "time_appconnect":
      return seconds(0);
    case "time_pretransfer":
      return seconds(times.connectUs);
    case "time_starttransfer":
      return seconds(times.firstByteUs);
    case "time_redirect":
      return seconds(outcome.redirectUs);
    case "time_total":
      return seconds(times.totalUs);
    case "url":
    case "url_effective":
      return urlText;
    case "redirect_url": {
      const location = headerOf(head?.headers ?? [], "location");
      return location === undefined ? "" : redirected(url, location);
    }
    case "num_connects":
      return String(transfer.connects);
    case "num_redirects":
      return String(outcome.redirects);
    case "num_headers":
      return String(head?.headers.length ?? 0);
    case "method":
      return outcome.method;
    case "scheme":
      return url.scheme.toUpperCase();
    case "exitcode":
      return String(outcome.exitCode);
    case "errormsg":
      return outcome.message;
    case "filename_effective":
      return outcome.output ?? "";
    case "proxy_ssl_verify_result":
    case "ssl_verify_result":
    case "urlnum":
      return "0";
    default:
      return null;
  }
}
