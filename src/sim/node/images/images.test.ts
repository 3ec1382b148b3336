import { describe, expect, test } from "vitest";
import { fetch } from "../testing/fetch.ts";
import { givenNodes } from "../testing/given-nodes.ts";

type Env = Readonly<Record<string, string>>;

function withPod(image: string, { env = {}, args, extra = {} }: { env?: Env; args?: string[]; extra?: object } = {}) {
  const given = givenNodes();
  const list = Object.entries(env).map(([name, value]) => ({ name, value }));
  given.createPod("app", { image, env: list, ...(args === undefined ? {} : { args }), ...extra });
  given.settle();
  const node = given.nodes[0]?.machine.network as Parameters<typeof fetch>[0];
  return { given, get: (address: string) => given.run(fetch(node, `http://10.1.0.2${address}`)) };
}

describe("the second track's services", () => {
  test("users is well, says who it is, and knows no path of an Ingress", () => {
    const { get } = withPod("your-registry/users:1.0.0");
    expect(get(":3000/healthz").body).toBe('{"status":"ok"}');
    expect(get(":3000/").body).toBe('{"service":"users","pod":"app"}');
    expect(get(":3000/api/users")).toMatchObject({
      status: 404,
      body: expect.stringContaining("<pre>Cannot GET /api/users</pre>"),
    });
  });

  test("users asks auth next door, and tells when nobody is there", () => {
    const { get } = withPod("your-registry/users:1.0.0");
    expect(get(":3000/verify-token/token123")).toMatchObject({
      status: 502,
      body: '{"error":"connect ECONNREFUSED localhost","url":"http://localhost:8080/verify-token/token123"}',
    });
  });

  test("auth knows its own token", () => {
    const { get } = withPod("your-registry/auth:1.0.0");
    expect(get(":8080/verify-token/token123").body).toBe('{"message":"Valid token.","uid":"u1"}');
    expect(get(":8080/verify-token/other").status).toBe(401);
  });

  test("tasks has no folder to keep its tasks in", () => {
    const { get } = withPod("your-registry/tasks:1.0.0");
    expect(get(":8080/tasks")).toMatchObject({ status: 500, body: '{"message":"Loading the tasks failed."}' });
  });
});

describe("small servers answer as they do", () => {
  test("hello-app", () => {
    const { get } = withPod("gcr.io/google-samples/hello-app:1.0");
    expect(get(":8080/").body).toBe("Hello, world!\nVersion: 1.0.0\nHostname: app\n");
  });

  test("whoami shows the client and what it sent", () => {
    const { get } = withPod("traefik/whoami");
    expect(get("/x?y=1").body).toMatch(
      /^Hostname: app\nIP: 127\.0\.0\.1\nIP: ::1\nIP: 10\.1\.0\.2\nRemoteAddr: 10\.1\.0\.1:\d+\nGET \/x\?y=1 HTTP\/1\.1\nHost: 10\.1\.0\.2\n/,
    );
  });

  test("echoserver shows the request", () => {
    const { get } = withPod("registry.k8s.io/echoserver:1.10");
    expect(get(":8080/path?a=b").body).toContain("\treal path=/path?a=b\n\tquery=a=b\n");
  });

  test("agnhost netexec: echo, clientip, and a dial of itself", () => {
    const { get } = withPod("registry.k8s.io/e2e-test-images/agnhost:2.47", { args: ["netexec"] });
    expect(get(":8080/echo?msg=hi%20there&code=201")).toMatchObject({ status: 201, body: "hi there" });
    expect(get(":8080/clientip").body).toMatch(/^10\.1\.0\.1:\d+$/);
    expect(get(":8080/dial?host=127.0.0.1&port=8080&request=hostname&tries=2").body).toBe(
      '{"responses":["app","app"]}',
    );
    expect(get(":8080/dial?host=127.0.0.1&port=8081&protocol=udp&request=echo%20x").body).toBe('{"responses":["x"]}');
    expect(get(":8080/dial?host=127.0.0.1&port=9&request=hostname").body).toBe(
      '{"errors":["Get \\"http://127.0.0.1:9/hostname\\": dial tcp 127.0.0.1:9: connect: connection refused"]}',
    );
  });
});

describe("databases greet", () => {
  test("PostgreSQL wants a password, and says when it is ready", () => {
    const without = withPod("postgres:16");
    expect(without.given.logs("app")).toContain("superuser password is not specified");
    const { given } = withPod("postgres:16", { env: { POSTGRES_PASSWORD: "x" } });
    expect(given.logs("app")).toMatch(/ UTC \[1\] LOG: {2}database system is ready to accept connections\n$/);
  });

  test("Redis says its version and that it is ready", () => {
    const { given } = withPod("redis:7");
    expect(given.logs("app")).toMatch(
      /^1:C 05 Jan 2026 \S+ \* oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n1:C .* Redis version=7\.4\.7, /,
    );
  });

  test("httpd tells what it runs as, and how old its page is", () => {
    const { given, get } = withPod("httpd:2.4");
    expect(given.logs("app")).toContain("AH00094: Command line: 'httpd -D FOREGROUND'");
    expect(get("/").headers).toContainEqual(expect.stringMatching(/^ETag: "2d-[0-9a-f]+"$/));
  });
});
