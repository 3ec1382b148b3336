/**
 * echoserver: an nginx that gives the request back as text.
 *
 * Models: kubernetes/ingress-nginx images/custom-error-pages' forerunner gcr.io/google_containers/echoserver 1.10
 */

import { formatIp } from "../../../core/ip.ts";
import { decodeUtf8, encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { httpDate } from "../../../net/http/http-date.ts";
import type { HttpResponse } from "../../../net/http/message.ts";
import type { Process } from "../../../os/process.ts";
import { alpineFiles } from "../base/alpine.ts";
import type { Image } from "../image.ts";
import { type HttpExchange, serveHttp, serveTcp, startUp } from "../server.ts";

export const echoserver: Image = {
  names: ["registry.k8s.io/echoserver", "k8s.gcr.io/echoserver", "gcr.io/google_containers/echoserver"],
  tags: ["1.4", "1.8", "1.9", "1.10", "2.3"],
  isPublished: true,
  sizeBytes: 21_874_533,
  config: () => ({ cmd: ["/usr/local/bin/run.sh"] }),
  files: () => alpineFiles("3.7.0", { "/usr/local/bin/run.sh": { program: "echoserver" } }),
  programs: { echoserver: serve },
};

function* serve(process: Process): Run<number> {
  yield* startUp(process, 50_000);
  yield* process.print("Generating self-signed cert\nStarting nginx\n");
  const answer = (exchange: HttpExchange): Run<HttpResponse> => echo(process, exchange);
  yield* serveTcp(process, [{ port: 8080, serve: (socket) => serveHttp(socket, { answer }) }]);
  return 0;
}

function* echo(process: Process, { request, socket }: HttpExchange): Run<HttpResponse> {
  const host = request.headers.find(({ name }) => name.toLowerCase() === "host")?.value ?? "";
  const headers = [...request.headers]
    .map(({ name, value }) => `\t${name.toLowerCase()}=${value}`)
    .sort()
    .join("\n");
  yield* process.charge(100);
  const body = decodeUtf8(request.body);
  const text = `\n\nHostname: ${process.machine.hostname}\n\nPod Information:\n\t-no pod information available-\n\nServer values:\n\tserver_version=nginx: 1.13.3 - lua: 10008\n\nRequest Information:\n\tclient_address=${formatIp(socket.remote.ip)}\n\tmethod=${request.method}\n\treal path=${request.target}\n\tquery=${request.target.split("?")[1] ?? ""}\n\trequest_version=${request.version.slice(5)}\n\trequest_scheme=http\n\trequest_uri=http://${host}:8080${request.target}\n\nRequest Headers:\n${headers}\n\nRequest Body:\n${body === "" ? "\t-no body in request-" : body}\n\n`;
  const bytes = encodeUtf8(text);
  return {
    version: "HTTP/1.1",
    status: 200,
    reason: "OK",
    headers: [
      { name: "Date", value: httpDate(process.machine.clock.nowMs) },
      { name: "Content-Type", value: "text/plain" },
      { name: "Content-Length", value: String(bytes.length) },
      { name: "Server", value: "echoserver" },
    ],
    body: bytes,
  };
}
