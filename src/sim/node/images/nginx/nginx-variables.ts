/** `$host`, `$uri` and their like in a configuration's values. Models: nginx src/http/ngx_http_variables.c */
import { formatIp } from "../../../core/ip.ts";
import { type HttpRequest, headerOf } from "../../../net/http/message.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import type { Process } from "../../../os/process.ts";

export interface VariableContext {
  readonly request: HttpRequest;
  readonly socket: TcpSocket;
  readonly process: Process;
  readonly proxyHost?: string;
}

export function expandVariables(text: string, context: VariableContext): string {
  return text.replace(/\$(\w+)|\$\{(\w+)\}/g, (all, bare: string | undefined, braced: string | undefined) => {
    return valueOfVariable(bare ?? braced ?? "", context) ?? all;
  });
}

function valueOfVariable(name: string, { request, socket, process, proxyHost }: VariableContext): string | undefined {
  const header = (wanted: string): string => headerOf(request.headers, wanted) ?? "";
  const [path = "/", query = ""] = request.target.split("?");
  const client = formatIp(socket.remote.ip);
  switch (name) {
    case "host":
      return header("host").replace(/:\d+$/, "").toLowerCase();
    case "http_host":
      return header("host");
    case "uri":
    case "document_uri":
      return path;
    case "request_uri":
      return request.target;
    case "args":
    case "query_string":
      return query;
    case "is_args":
      return query === "" ? "" : "?";
    case "scheme":
      return "http";
    case "remote_addr":
      return client;
    case "remote_port":
      return String(socket.remote.port);
    case "server_addr":
      return formatIp(socket.local.ip);
    case "server_port":
      return String(socket.local.port);
    case "server_protocol":
      return request.version;
    case "request_method":
      return request.method;
    case "hostname":
      return process.machine.hostname;
    case "proxy_host":
      return proxyHost ?? "";
    case "proxy_add_x_forwarded_for": {
      const had = header("x-forwarded-for");
      return had === "" ? client : `${had}, ${client}`;
    }
    default:
      return name.startsWith("http_") ? header(name.slice(5).replaceAll("_", "-")) : undefined;
  }
}
