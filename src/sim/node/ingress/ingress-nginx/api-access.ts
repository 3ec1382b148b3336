/**
 * The controller's own way to the API: over the network, with the token and the certificate that its Pod was given. It asks
 * for the version first, and then for everything it wants to follow, again and again until its roles allow it.
 *
 * Models: kubernetes/ingress-nginx cmd/nginx/main.go createApiserverClient; k8s.io/client-go tools/cache/reflector.go
 */
import { parseIp } from "../../../core/ip.ts";
import { decodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { GoHttpError, goRequest } from "../../../net/http/go-client.ts";
import type { HttpResponse } from "../../../net/http/message.ts";
import { parseCertificates } from "../../../net/tls/x509/certificate.ts";
import type { Process } from "../../../os/process.ts";
import type { Klog } from "./klog.ts";

const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
const RETRY_US = 5_000_000;

const FOLLOWED: readonly (readonly [path: string, kind: string])[] = [
  ["/apis/networking.k8s.io/v1/ingresses", "Ingress"],
  ["/apis/networking.k8s.io/v1/ingressclasses", "IngressClass"],
  ["/api/v1/services", "Service"],
  ["/apis/discovery.k8s.io/v1/endpointslices", "EndpointSlice"],
  ["/api/v1/secrets", "Secret"],
  ["/api/v1/configmaps", "ConfigMap"],
];

/** Null when all is well, else why not. */
export function* greetServer(process: Process, log: Klog): Run<string | null> {
  const server = serverOf(process);
  if (server === null)
    return "unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined";
  const where = "client_config.go:667";
  log.line(
    "W",
    where,
    "Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  This might not work.",
  );
  log.info("main.go:205", "Creating API client", { host: `"${server.url}"` });
  const response = yield* get(process, "/version");
  if (typeof response === "string") return `Get "${server.url}/version": ${response}`;
  const version = JSON.parse(decodeUtf8(response.body)) as Record<string, string>;
  log.info("main.go:248", "Running in Kubernetes cluster", {
    major: `"${version.major}"`,
    minor: `"${version.minor}"`,
    git: `"${version.gitVersion}"`,
    state: `"${version.gitTreeState}"`,
    commit: `"${version.gitCommit}"`,
    platform: `"${version.platform}"`,
  });
  return null;
}

/** Starts the work once everything can be listed. */
export function* whenAllowed(process: Process, log: Klog, work: Run<void>): Run<void> {
  for (const [path, kind] of FOLLOWED)
    for (;;) {
      const refused = refusalIn(yield* get(process, `${path}?limit=1`));
      if (refused === null) break;
      const text = `"Failed to watch" err="failed to list *v1.${kind}: ${refused.replaceAll('"', '\\"')}" logger="UnhandledError" reflector="k8s.io/client-go/informers/factory.go:160" type="*v1.${kind}"`;
      log.line("E", "reflector.go:205", text);
      yield { on: [], untilUs: process.nowUs + RETRY_US };
    }
  yield* work;
}

function refusalIn(response: HttpResponse | string): string | null {
  if (typeof response === "string") return response;
  if (response.status < 400) return null;
  return String((JSON.parse(decodeUtf8(response.body)) as { message?: string }).message ?? response.status);
}

function serverOf({ env, machine }: Process): {
  readonly ip: number | bigint;
  readonly host: string;
  readonly port: number;
  readonly url: string;
} | null {
  const host = env.get("KUBERNETES_SERVICE_HOST") ?? "";
  const port = Number(env.get("KUBERNETES_SERVICE_PORT") ?? 443);
  const ip = parseIp(host);
  return ip === null || !machine.fs.exists(`${ACCOUNT}/token`)
    ? null
    : { ip, host, port, url: `https://${host}:${port}` };
}

/** An answer, or why there is none in Go's words. */
function* get(process: Process, target: string): Run<HttpResponse | string> {
  const { machine } = process;
  const server = serverOf(process);
  if (server === null) return "no credentials";
  const headers = [
    { name: "Host", value: server.host },
    { name: "User-Agent", value: "nginx-ingress-controller" },
    { name: "Accept", value: "application/json" },
    { name: "Authorization", value: `Bearer ${machine.fs.readText(`${ACCOUNT}/token`)}` },
    { name: "Connection", value: "close" },
  ];
  try {
    return yield* goRequest({
      network: machine.network,
      to: server.ip,
      port: server.port,
      tls: {
        serverName: server.host,
        trusted: parseCertificates(machine.fs.readText(`${ACCOUNT}/ca.crt`)),
        prng: machine.prng.split(`api/${process.nowUs}/${target}`),
      },
      request: { method: "GET", target, version: "HTTP/1.1", headers, body: new Uint8Array(0) },
      timeoutUs: 30_000_000,
    });
  } catch (error) {
    if (error instanceof GoHttpError) return error.message;
    throw error;
  }
}
