/** A cluster with ingress-nginx and two applications, for tests; and somebody outside who asks through the controller. */

import { ip } from "../../../core/ip.ts";
import { Prng } from "../../../core/prng.ts";
import type { Stream } from "../../../core/stream.ts";
import { Task, type TaskEnd } from "../../../core/task.ts";
import { decodeUtf8, encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import type { ApiClient } from "../../../kube/api/client.ts";
import type { KubeObject } from "../../../kube/api/objects.ts";
import { type ApiResponse, apiRequest } from "../../../kube/api/request.ts";
import type { Service } from "../../../kube/schema/types.ts";
import { readResponse } from "../../../net/http/read.ts";
import { writeRequest } from "../../../net/http/write.ts";
import { connectTcp } from "../../../net/socket/connect.ts";
import { connectTls } from "../../../net/tls/client.ts";
import { nameText } from "../../../net/tls/x509/name.ts";
import { API_TRANSPORT } from "../../api-transport.ts";
import { ingressNginxObjects } from "../../published/ingress-nginx/ingress-nginx.ts";
import type { Release } from "../../published/ingress-nginx/release.ts";
import { LAST_RELEASE, RELEASES } from "../../published/ingress-nginx/releases.ts";
import { BARE_SOFTWARE } from "../../testing/bare-software.ts";
import { createWorld, type World } from "../../world.ts";

const OLD = RELEASES.get("1.8.1") as Release;

export interface Asked {
  readonly host: string;
  readonly path?: string;
  readonly secure?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: readonly string[];
  /** The subject of the certificate that was shown. */
  readonly subject: string;
}

export class GivenIngress {
  readonly world: World;
  readonly client: ApiClient;

  constructor({ isOld = false, without }: { readonly isOld?: boolean; readonly without?: string } = {}) {
    this.world = createWorld({ profile: "kind", software: BARE_SOFTWARE });
    this.world.start();
    this.settle();
    this.client = this.world.api.client("test");
    for (const object of ingressNginxObjects(isOld ? OLD : LAST_RELEASE))
      if (object.kind !== without) this.create(object);
    for (const name of ["one", "two"]) this.#application(name);
    this.settle();
    this.advance(5);
  }

  create(object: Record<string, unknown>): KubeObject {
    const kind = String(object.kind).toLowerCase();
    return this.client.create(kind.endsWith("s") ? `${kind}es` : `${kind}s`, object as unknown as KubeObject);
  }

  /** As a user does, past the webhooks. */
  apply(object: Record<string, unknown>): ApiResponse {
    const transport = this.world.host.plugged(API_TRANSPORT);
    if (transport === undefined) throw new Error("no API");
    const answer = this.run(
      transport.request(apiRequest("POST", "/apis/networking.k8s.io/v1/namespaces/default/ingresses", object as never)),
    );
    this.advance(2);
    return answer;
  }

  /** What kubectl would say of a refusal; the name when all is well. */
  applied(object: Record<string, unknown>): string {
    const answer = this.apply(object);
    if (answer.type !== "object") return answer.type;
    return String(answer.status >= 400 ? answer.body.message : (answer.body as unknown as KubeObject).metadata.name);
  }

  ask(asked: Asked): Answer {
    return this.run(this.#ask(asked));
  }

  run<T>(run: Run<T>): T {
    const { clock } = this.world;
    const ended: { end: TaskEnd<T> | null } = { end: null };
    new Task(clock, run, (end) => {
      ended.end = end;
    });
    while (ended.end === null) if (!clock.runNext()) throw new Error("nothing ever happens");
    const end = ended.end as TaskEnd<T>;
    if (end !== "killed" && "value" in end) return end.value;
    throw end === "killed" ? new Error("killed") : end.error;
  }

  settle(maxSeconds = 300): void {
    const { clock } = this.world;
    const untilUs = clock.nowUs + maxSeconds * 1_000_000;
    while (clock.pending > 0 && (clock.nextAtUs() ?? untilUs) < untilUs) clock.runNext();
  }

  advance(seconds: number): void {
    const { clock } = this.world;
    clock.runUntil(clock.nowUs + seconds * 1_000_000);
  }

  /** What the controller has written. */
  logs(): string {
    const [pod] = this.client.list("pods", {
      namespace: "ingress-nginx",
      labelSelector: "app.kubernetes.io/component=controller",
    });
    const path = `/api/v1/namespaces/ingress-nginx/pods/${pod?.metadata.name}/log`;
    const answer = this.world.api.request(apiRequest("GET", path));
    if (answer.type !== "log") return JSON.stringify(answer);
    let text = "";
    for (let got = answer.stream.tryRead(65_536); got instanceof Uint8Array; got = answer.stream.tryRead(65_536))
      text += decodeUtf8(got);
    return text;
  }

  #application(name: string): void {
    const labels = { app: name };
    const containers = [{ name: "app", image: "traefik/whoami:latest", ports: [{ name: "http", containerPort: 80 }] }];
    this.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "default", labels },
      spec: { containers },
    });
    this.create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: "default" },
      spec: { selector: labels, ports: [{ name: "web", port: 80, targetPort: "http" }] },
    });
  }

  *#ask({ host, path = "/", secure = false, headers = {}, body = "" }: Asked): Run<Answer> {
    const service = this.client.get<Service>("services", "ingress-nginx", "ingress-nginx-controller");
    const port = service?.spec?.ports?.find(({ name }) => name === (secure ? "https" : "http"))?.nodePort ?? 0;
    const [pod] = this.client.list("pods", {
      namespace: "ingress-nginx",
      labelSelector: "app.kubernetes.io/component=controller",
    });
    const node = (pod as unknown as { status: { hostIP: string } }).status.hostIP;
    const socket = yield* connectTcp(this.world.host.network, { to: ip(node), port });
    let stream: Stream = socket;
    let subject = "";
    if (secure) {
      const session = yield* connectTls(socket, {
        serverName: host,
        alpn: ["http/1.1"],
        versions: ["TLSv1.3", "TLSv1.2"],
        prng: new Prng("client"),
        verify: () => null,
      });
      stream = session.stream;
      const leaf = session.peerChain[0];
      subject = leaf === undefined ? "" : nameText(leaf.subject, { equals: "=", comma: "," });
    }
    const sent = Object.entries({ Host: host, Connection: "close", ...headers, "Content-Length": String(body.length) });
    yield* writeRequest(stream, {
      method: body === "" ? "GET" : "POST",
      target: path,
      version: "HTTP/1.1",
      headers: sent.map(([name, value]) => ({ name, value })),
      body: encodeUtf8(body),
    });
    const response = yield* readResponse(stream);
    stream.close();
    const got = response.headers.map(({ name, value }) => `${name}: ${value}`);
    return { status: response.status, body: decodeUtf8(response.body), headers: got, subject };
  }
}

/** `/path=service` by host; `=/path` is Exact, `~/path` ImplementationSpecific. */
export function ingressOf(
  name: string,
  rules: Readonly<Record<string, readonly string[]>>,
  {
    annotations = {},
    className = "nginx",
    tls,
  }: { annotations?: Record<string, string>; className?: string | null; tls?: readonly unknown[] } = {},
): Record<string, unknown> {
  const pathOf = (text: string): unknown => {
    const [, mark, path, service, port] = /^([=~]?)(.*?)=([a-z]+)(?::(\w+))?$/.exec(text) as unknown as string[];
    const pathType = mark === "=" ? "Exact" : mark === "~" ? "ImplementationSpecific" : "Prefix";
    const at = port === undefined || /^\d/.test(port) ? { number: Number(port ?? 80) } : { name: port };
    return { path, pathType, backend: { service: { name: service, port: at } } };
  };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: "default", annotations },
    spec: {
      ...(className === null ? {} : { ingressClassName: className }),
      ...(tls === undefined ? {} : { tls }),
      rules: Object.entries(rules).map(([host, paths]) => ({
        ...(host === "" ? {} : { host }),
        http: { paths: paths.map(pathOf) },
      })),
    },
  };
}
