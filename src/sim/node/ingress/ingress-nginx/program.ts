/**
 * The program in the controller's container: from its first words to its last.
 *
 * Models: kubernetes/ingress-nginx cmd/nginx/main.go, internal/ingress/controller/nginx.go Start
 */

import { formatIp } from "../../../core/ip.ts";
import { Task } from "../../../core/task.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import type { ApiClient } from "../../../kube/api/client.ts";
import { logDate } from "../../../net/http/http-date.ts";
import { type HttpRequest, type HttpResponse, headerOf } from "../../../net/http/message.ts";
import { EVERYWHERE } from "../../../net/socket/bound.ts";
import type { TcpSocket } from "../../../net/socket/tcp-socket.ts";
import type { TlsIdentity } from "../../../net/tls/server.ts";
import { parseCertificates } from "../../../net/tls/x509/certificate.ts";
import { belongsTo, parsePrivateKey } from "../../../net/tls/x509/private-key.ts";
import type { Process } from "../../../os/process.ts";
import { type Port, serveHttp, serveTcp } from "../../images/server.ts";
import { IN_CLUSTER_CLIENT } from "../../in-cluster-client.ts";
import { GO_TO_PLAIN, secure } from "../../serving/secure.ts";
import { answerReview } from "./admission.ts";
import { greetServer, whenAllowed } from "./api-access.ts";
import { Controller } from "./controller.ts";
import { Klog } from "./klog.ts";
import { type Options, optionsOf } from "./options.ts";
import { answerRequest, failed, type Incoming, type Passage } from "./proxy.ts";
import { serverFor } from "./router.ts";

const RULE = "-------------------------------------------------------------------------------";
const HEALTH_PORT = 10_254;
const STARTED_US = 800_000;

export function* ingressNginx(process: Process): Run<number> {
  const options = optionsOf(process);
  const log = new Klog(process);
  log.plain(
    `${RULE}\nNGINX Ingress controller\n  Release:       ${options.release}\n  Build:         git-simulated\n  Repository:    https://github.com/kubernetes/ingress-nginx\n  nginx version: ${options.nginxVersion}\n\n${RULE}\n\n`,
  );
  if (process.argv.includes("--version")) return 0;
  const client = process.machine.plugged(IN_CLUSTER_CLIENT);
  const refusal =
    client === undefined
      ? "open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory"
      : yield* greetServer(process, log);
  if (refusal !== null || client === undefined) {
    log.line(
      "F",
      "main.go:262",
      `Error while initiating a connection to the Kubernetes API server. This could mean the cluster is misconfigured (e.g. it has invalid API server certificates or Service Accounts configuration). Reason: ${refusal}\nRefer to the troubleshooting guide for more information: https://kubernetes.github.io/ingress-nginx/troubleshooting/`,
    );
    return 255;
  }
  return yield* control(process, { options, client, log });
}

function* control(
  process: Process,
  { options, client, log }: { options: Options; client: ApiClient; log: Klog },
): Run<number> {
  const { clock } = process.machine;
  log.info("main.go:101", "SSL fake certificate created", {
    file: '"/etc/ingress-controller/ssl/default-fake-certificate.pem"',
  });
  const { webhook } = options;
  if (webhook !== null)
    log.info("ssl.go:535", "loading tls certificate", {
      path: JSON.stringify(webhook.certificate),
      key: JSON.stringify(webhook.key),
    });
  log.info("nginx.go:273", "Starting NGINX Ingress controller");
  const controller = new Controller(process, options, client);
  yield { on: [], untilUs: clock.nowUs + STARTED_US, background: false };
  log.info("nginx.go:319", "Starting NGINX process");
  const lease = `${options.podNamespace}/${options.electionId}`;
  log.line("I", "leaderelection.go:257", `attempting to acquire leader lease ${lease}...`);
  if (webhook !== null)
    log.info("nginx.go:339", "Starting validation webhook", {
      address: `":${webhook.port}"`,
      certPath: JSON.stringify(webhook.certificate),
      keyPath: JSON.stringify(webhook.key),
    });
  log.line("I", "leaderelection.go:271", `successfully acquired lease ${lease}`);
  log.info("status.go:85", "New leader elected", { identity: JSON.stringify(options.podName) });
  const task = new Task(clock, whenAllowed(process, log, controller.run()), (end) => {
    if (end !== "killed" && "error" in end) throw end.error;
  });
  try {
    yield* serveTcp(process, portsOf(controller));
    log.info("nginx.go:395", "Shutting down controller queues");
    return 0;
  } finally {
    task.kill();
  }
}

function portsOf(controller: Controller): Port[] {
  const { options, process } = controller;
  const { machine } = process;
  const prng = machine.prng.split("tls");
  const http = (socket: TcpSocket): Run<void> => serveHttp(socket, serviceOf(controller, false));
  const https = function* (socket: TcpSocket): Run<void> {
    const identify = (name: string | null): TlsIdentity =>
      controller.certificates.identityFor(serverFor(controller.configuration, name ?? ""));
    const session = yield* secure(socket, { identify, alpn: ["http/1.1"], prng, toPlain: plainHttp() });
    if (session === null) return;
    yield* serveHttp(socket, serviceOf(controller, true), session.stream);
    session.stream.close();
  };
  const health = (socket: TcpSocket): Run<void> =>
    serveHttp(socket, { answer: ({ request }) => healthOf(controller, request) });
  const ports: Port[] = [
    { port: 80, serve: http },
    { ip: EVERYWHERE, isOnly6: true, port: 80, serve: http },
    { port: 443, serve: https },
    { ip: EVERYWHERE, isOnly6: true, port: 443, serve: https },
    { ip: EVERYWHERE, port: HEALTH_PORT, serve: health },
  ];
  const { webhook } = options;
  if (webhook === null) return ports;
  const identity = identityOf(machine.fs.readText(webhook.certificate), machine.fs.readText(webhook.key));
  return [...ports, { ip: EVERYWHERE, port: webhook.port, serve: (socket) => review(controller, socket, identity) }];
}

function* review(controller: Controller, socket: TcpSocket, identity: TlsIdentity | null): Run<void> {
  const prng = controller.prng;
  const session = yield* secure(socket, {
    identify: () => identity,
    alpn: ["http/1.1"],
    prng,
    isGo: true,
    toPlain: GO_TO_PLAIN,
  });
  if (session === null) return;
  // biome-ignore lint/correctness/useYield: an answer that is ready at once
  const answer = function* ({ request }: { request: HttpRequest }): Run<HttpResponse> {
    return answerReview(controller, request);
  };
  yield* serveHttp(socket, { answer }, session.stream);
  session.stream.close();
}

function identityOf(certificate: string, keyText: string): TlsIdentity | null {
  const chain = parseCertificates(certificate);
  const key = parsePrivateKey(keyText);
  const [leaf] = chain;
  return leaf === undefined || key === null || !belongsTo(key, leaf) ? null : { chain, key };
}

function serviceOf(controller: Controller, isSecure: boolean): Parameters<typeof serveHttp>[1] {
  return {
    *answer({ request, socket }) {
      const incoming = { request, socket, isSecure };
      const startUs = controller.process.nowUs;
      const passage = yield* answerRequest(controller, incoming);
      yield* logAccess(controller, incoming, { passage, startUs });
      return passage.response;
    },
    onMalformed: () => failed(controller, 400),
  };
}

/** nginx's page for it, closed at once. */
function plainHttp(): string {
  const title = "400 The plain HTTP request was sent to HTTPS port";
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>The plain HTTP request was sent to HTTPS port</center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return `HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: ${encodeUtf8(body).length}\r\nConnection: close\r\n\r\n${body}`;
}

// biome-ignore lint/correctness/useYield: an answer that is ready at once
function* healthOf({ isReady }: Controller, { target }: HttpRequest): Run<HttpResponse> {
  const isHealth = target === "/healthz";
  const status = !isHealth ? 404 : isReady ? 200 : 500;
  const body = encodeUtf8(
    !isHealth
      ? "404 page not found\n"
      : isReady
        ? "ok"
        : "[-]nginx-ingress-controller failed: reason withheld\nhealthz check failed\n",
  );
  const headers = [
    { name: "Content-Type", value: "text/plain; charset=utf-8" },
    { name: "Content-Length", value: String(body.length) },
  ];
  return {
    version: "HTTP/1.1",
    status,
    reason: status === 200 ? "OK" : status === 404 ? "Not Found" : "Internal Server Error",
    headers,
    body,
  };
}

function* logAccess(
  { process }: Controller,
  { request, socket, isSecure }: Incoming,
  { passage, startUs }: { readonly passage: Passage; readonly startUs: number },
): Run<void> {
  const { response, tries, upstreamName, requestId } = passage;
  const value = (name: string): string => headerOf(request.headers, name) ?? "-";
  const seconds = (us: number): string => (us / 1_000_000).toFixed(3);
  const all = (text: (one: Passage["tries"][number]) => string): string =>
    tries.length === 0 ? "-" : tries.map(text).join(", ");
  const length =
    request.body.length +
    request.headers.reduce(
      (sum, { name, value: of }) => sum + name.length + of.length + 4,
      request.method.length + request.target.length + request.version.length + 6,
    );
  const sent = request.method === "HEAD" ? 0 : response.body.length;
  const first = `${formatIp(socket.remote.ip)} - - [${logDate(process.machine.clock.nowMs)}] "${request.method} ${request.target} ${isSecure ? "HTTP/1.1" : request.version}" ${response.status} ${sent}`;
  const rest = `${length} ${seconds(process.nowUs - startUs)} [${upstreamName}] [] ${all(({ at }) => at)} ${all((one) => String(one.length))} ${all(({ us }) => seconds(us))} ${all(({ status }) => String(status))} ${requestId}`;
  yield* process.print(`${first} "${value("referer")}" "${value("user-agent")}" ${rest}\n`);
}
