/** An answer before its last headers, and the pages nginx makes itself. */
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { HttpHeader } from "../../../net/http/message.ts";
import { errorPage } from "./nginx-pages.ts";
import type { NginxRuntime } from "./nginx-request.ts";

export interface Reply {
  readonly status: number;
  readonly headers: readonly HttpHeader[];
  readonly body: Uint8Array;
  /** The words after the status, where an upstream has its own. */
  readonly reason?: string;
  /** The answer comes from an upstream: its own length and type stand. */
  readonly isPassedOn?: boolean;
  /** What an upstream said of a body that it did not send: the answer to HEAD. */
  readonly toldLength?: string;
  /** Its Location is on this very server. */
  readonly isLocal?: boolean;
  /** 444: not a word. */
  readonly isSilent?: boolean;
}

export const html: HttpHeader = { name: "Content-Type", value: "text/html" };

export function failed(status: number, { software }: NginxRuntime): Reply {
  return { status, headers: [html], body: encodeUtf8(errorPage(status, software)) };
}
