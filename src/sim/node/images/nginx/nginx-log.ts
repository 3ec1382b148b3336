/** nginx's two logs. In its image they are the container's output. Models: nginx src/http/modules/ngx_http_log_module.c, src/core/ngx_log.c */
import { formatIp } from "../../../core/ip.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { slashDate } from "../../../net/http/http-date.ts";
import type { NginxRequest } from "./nginx-request.ts";
import { setting } from "./nginx-site.ts";

const OUTPUT = new Set(["/var/log/nginx/access.log", "/dev/stdout"]);

export function* logAccess(request: NginxRequest): Run<void> {
  const { process, site } = request.runtime;
  const directives = setting(request.server, request.location, "access_log");
  if (directives[0]?.args[0] === "off") return;
  const targets =
    directives.length === 0 ? [["/var/log/nginx/access.log", "combined"]] : directives.map(({ args }) => args);
  for (const [path = "", format = "combined", ...rest] of targets) {
    const condition = rest.find((word) => word.startsWith("if="));
    if (condition !== undefined && /^0?$/.test(request.expand(condition.slice(3)))) continue;
    const line = `${lineOf(request, site.formats.get(format) ?? "")}\n`;
    if (OUTPUT.has(path)) yield* process.print(line);
    else if (path === "/dev/stderr") yield* process.printError(line);
    else append(request, path, line);
  }
}

/** What is empty is a dash. */
function lineOf(request: NginxRequest, format: string): string {
  return format.replace(/\$(\w+)|\$\{(\w+)\}/g, (_, bare: string | undefined, braced: string | undefined) => {
    const name = bare ?? braced ?? "";
    const value = request.value(name);
    return value === ""
      ? "-"
      : value.replace(
          /["\\]|[^ -~\u0080-\uffff]/g,
          (c) => `\\x${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
        );
  });
}

function append(request: NginxRequest, path: string, line: string): void {
  const { fs } = request.runtime.process.machine;
  if (path === "/dev/null" || fs.tryNode(path.slice(0, path.lastIndexOf("/")) || "/") === undefined) return;
  fs.writeFile(path, `${fs.exists(path) ? fs.readText(path) : ""}${line}`);
}

export function logError(request: NginxRequest, what: string, upstream?: string): void {
  const { process } = request.runtime;
  const {
    socket,
    server,
    request: { method, target, version },
  } = request;
  const to = upstream === undefined ? "" : `, upstream: "${upstream}"`;
  const line = `${slashDate(process.machine.clock.nowMs)} [error] 29#29: *1 ${what}, client: ${formatIp(socket.remote.ip)}, server: ${server.names[0] ?? ""}, request: "${method} ${target} ${version}"${to}, host: "${request.header("host")}"\n`;
  process.fds.get(2)?.stream.tryWrite(encodeUtf8(line));
}
