import { describe, expect, test } from "vitest";
import { ip } from "../../../core/ip.ts";
import { Prng } from "../../../core/prng.ts";
import { decodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { readResponse } from "../../../net/http/read.ts";
import { writeRequest } from "../../../net/http/write.ts";
import { connectTcp } from "../../../net/socket/connect.ts";
import { connectTls } from "../../../net/tls/client.ts";
import { identity } from "../../../net/tls/testing/identities.ts";
import { writePem } from "../../../net/tls/x509/pem.ts";
import { derPrivateKey } from "../../../net/tls/x509/private-key.ts";
import { fetch } from "../../testing/fetch.ts";
import { type GivenNodes, givenNodes } from "../../testing/given-nodes.ts";
import { NginxConfError, parseNginxConf } from "./nginx-conf.ts";
import { findLocation, findServer, siteOf } from "./nginx-site.ts";

const FASTAPI = { image: "fastapi-k8s:latest", imagePullPolicy: "Never" };

/** nginx with this in its conf.d, a client, and the application behind 10.1.0.2:8000. */
function withConf(conf: string | null): GivenNodes {
  const given = givenNodes();
  given.createPod("app", FASTAPI);
  given.createPod("client", FASTAPI);
  given.settle();
  const volumes = [{ name: "conf", configMap: { name: "conf" } }];
  if (conf !== null)
    given.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "conf", namespace: "default" },
      data: { "default.conf": conf },
    });
  given.createPod(
    "nginx",
    {
      image: "nginx:1.22.1",
      ...(conf === null ? {} : { volumeMounts: [{ name: "conf", mountPath: "/etc/nginx/conf.d" }] }),
    },
    conf === null ? {} : { volumes },
  );
  given.settle();
  return given;
}

const get = (given: GivenNodes, path: string) =>
  given.run(fetch(given.machineOf("client").network, `http://10.1.0.4${path}`));

test("nginx out of the box answers with its welcome page and its own 404", () => {
  const given = withConf(null);
  const welcome = get(given, "/");
  expect(welcome.status).toBe(200);
  expect(welcome.body.length).toBe(615);
  expect(welcome.headers.slice(0, 1)).toEqual(["Server: nginx/1.22.1"]);
  expect(get(given, "/nope").body).toBe(
    "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n",
  );
  expect(given.logs("nginx")).toMatch(
    /10\.1\.0\.3 - - \[05\/Jan\/2026:09:00:\d\d \+0000\] "GET \/ HTTP\/1\.1" 200 615 "-" "-" "-"/,
  );
});

test("proxy_pass with a path replaces the location's part, without one it leaves the request as it is", () => {
  const given = withConf(`server {
    listen 80;
    location /api/ { proxy_pass http://10.1.0.2:8000/; }
    location / { proxy_pass http://10.1.0.2:8000; }
  }`);
  expect(get(given, "/api/items/5").body).toBe('{"item_id":5,"q":null}');
  expect(get(given, "/health").body).toBe('{"status":"ok"}');
});

test("an answer to HEAD says how long it would be, through a proxy too", () => {
  const given = withConf(`server {
    listen 80;
    root /usr/share/nginx/html;
    location /twice/ { proxy_pass http://127.0.0.1:80/; }
  }`);
  const head = function* (target: string): Run<string | undefined> {
    const socket = yield* connectTcp(given.machineOf("client").network, { to: ip("10.1.0.4"), port: 80 });
    const headers = [{ name: "Host", value: "x" }];
    yield* writeRequest(socket, { method: "HEAD", target, version: "HTTP/1.1", headers, body: new Uint8Array(0) });
    const answer = yield* readResponse(socket, { method: "HEAD" });
    socket.close();
    return answer.headers.find(({ name }) => name === "Content-Length")?.value;
  };
  expect([given.run(head("/")), given.run(head("/twice/"))]).toEqual(["615", "615"]);
});

test("a dead upstream is 502, a slow one 504, a refused location 403, a return what it says", () => {
  const given = withConf(`server {
    listen 80;
    location /dead/ { proxy_pass http://10.1.0.2:9/; }
    location /slow/ { proxy_pass http://10.1.0.2:8000/slow; proxy_read_timeout 2s; }
    location /forbid/ { deny all; }
    location /gone/ { return 503; }
    location /moved { return 301 http://$host/else; }
  }`);
  expect(get(given, "/dead/").status).toBe(502);
  expect(get(given, "/slow/").status).toBe(504);
  expect(get(given, "/forbid/").status).toBe(403);
  expect(get(given, "/gone/").status).toBe(503);
  expect(get(given, "/moved").headers).toContain("Location: http://10.1.0.4/else");
  expect(given.logs("nginx")).toContain("connect() failed (111: Connection refused) while connecting to upstream");
});

test("a name that does not exist when nginx starts keeps it from starting", () => {
  const given = withConf("server { location / { proxy_pass http://users; } }");
  given.advance(120);
  expect(given.logs("nginx")).toMatch(
    /nginx: \[emerg\] host not found in upstream "users" in \/etc\/nginx\/conf\.d\/default\.conf:1\n/,
  );
  expect(given.pod("nginx")?.status?.containerStatuses?.[0]?.restartCount).toBeGreaterThan(0);
});

test("a configuration that is wrong is refused with file and line, in nginx's words", () => {
  const parse = (text: string) => siteOf(parseNginxConf("/etc/nginx/nginx.conf", text, () => []));
  expect(() => parse("http {\n  serve { }\n}")).toThrow(
    new NginxConfError('unknown directive "serve" in /etc/nginx/nginx.conf:2'),
  );
  expect(() => parse("http {\n server {\n")).toThrow(
    'unexpected end of file, expecting "}" in /etc/nginx/nginx.conf:2',
  );
  expect(() => parse("events { } }")).toThrow('unexpected "}" in /etc/nginx/nginx.conf:1');
});

test("the exact location wins, then the longest ^~ prefix, then the first pattern, then the longest prefix", () => {
  const site = siteOf(
    parseNginxConf(
      "c",
      "http { server { location / { } location = /a { } location ^~ /img/ { } location ~ \\.png$ { } location /a/b { } } }",
      () => [],
    ),
  );
  const server = findServer(site, 80, "any");
  const at = (path: string) => {
    const found = server === undefined ? null : findLocation(server, path);
    return `${found?.modifier}${found?.path}`;
  };
  expect(["/a", "/img/x.png", "/x.png", "/a/b/c", "/other"].map(at)).toEqual([
    "=/a",
    "^~/img/",
    "~\\.png$",
    "/a/b",
    "/",
  ]);
});

/** Status, where it leads, and the first line of what it says. */
function told(given: GivenNodes, path: string, port = ""): string {
  const { status, headers, body } = given.run(
    fetch(given.machineOf("client").network, `http://10.1.0.4${port}${path}`),
  );
  const location = headers.find((line) => line.startsWith("Location: "))?.slice(9) ?? "";
  return `${status}${location} ${status === 200 ? body.trim() : ""}`.trim();
}

describe("what real nginx 1.22.1 answers to the same configuration", () => {
  const given = withConf(`
map $http_host $kind { default other; ~^10\\.1 pod; }
server {
  listen 80;
  location = /exact { return 200 "exact $uri $args"; }
  location ^~ /img/ { return 200 img; }
  location ~ \\.png$ { return 200 png; }
  location /old { return 301 /new; }
  location /abs { return 302 http://example.com/x; }
  location /rw/ { rewrite ^/rw/(.*)$ /landed/$1 last; }
  location /rr/ { rewrite ^/rr/(\\w+)$ /to/$1?x=1 redirect; }
  location /rp/ { rewrite ^/rp/(\\w+)$ /to/$1? permanent; }
  location /landed/ { return 200 "landed $uri $args $request_uri"; }
  location /set { set $a one; if ($arg_q = yes) { set $a two; } return 200 "$a $kind $scheme $server_port"; }
  location /cycle { rewrite ^ /cycle last; }
  location /api/ { proxy_pass http://10.1.0.2:8000/; }
  location /named { try_files $uri @app; }
  location @app { rewrite ^/named(.*)$ $1 break; proxy_pass http://10.1.0.2:8000; }
  location /err { error_page 404 =200 /fallback; }
  location = /fallback { return 200 fallback; }
  location /some { allow 10.1.0.0/24; deny all; return 200 allowed; }
  location /var { set $up nobody; proxy_pass http://$up; }
}
server { listen 8081; server_tokens off; return 200 $server_port; }`);
  const rows: readonly (readonly [string, string])[] = [
    ["/exact?a=1", "200 exact /exact a=1"],
    ["/img/x.png", "200 img"],
    ["/x.png", "200 png"],
    ["/old", "301 http://10.1.0.4/new"],
    ["/abs", "302 http://example.com/x"],
    ["/rw/a/b?z=1", "200 landed /landed/a/b z=1 /rw/a/b?z=1"],
    ["/rr/foo", "302 http://10.1.0.4/to/foo?x=1"],
    ["/rp/foo?y=2", "301 http://10.1.0.4/to/foo"],
    ["/set", "200 one pod http 80"],
    ["/set?q=yes", "200 two pod http 80"],
    ["/cycle", "500"],
    ["/api", "301 http://10.1.0.4/api/"],
    ["/api/health", '200 {"status":"ok"}'],
    ["/named/health", '200 {"status":"ok"}'],
    ["/err/x", "200 fallback"],
    ["/some", "200 allowed"],
    ["/var", "502"],
  ];
  test.each(rows)("%s is %s", (path, wanted) => {
    expect(told(given, path)).toBe(wanted);
  });

  test("another port is another server", () => {
    expect(told(given, "/", ":8081")).toBe("200 8081");
  });

  test("a name in a variable needs a resolver", () => {
    expect(given.logs("nginx")).toContain("no resolver defined to resolve nobody");
  });
});

test("-s reload takes a new configuration over, and keeps the old one when the new is wrong", () => {
  const given = withConf(null);
  const machine = given.machineOf("nginx");
  const reload = (conf: string): number => {
    machine.fs.writeFile("/etc/nginx/conf.d/default.conf", conf);
    const { program } = machine.executable("nginx", { cwd: "/", path: "/usr/sbin" });
    const process = machine.start(program, {
      argv: ["nginx", "-s", "reload"],
      fds: new Map([[2, machine.open("/dev/null", "write")]]),
    });
    given.settle();
    return process.exit?.code ?? -1;
  };
  expect(reload('server { listen 80; return 200 "second"; }')).toBe(0);
  expect(told(given, "/")).toBe("200 second");
  expect(given.logs("nginx")).toContain("signal 1 (SIGHUP) received, reconfiguring");
  expect(reload("server { lisen 80; }")).toBe(1);
  expect(told(given, "/")).toBe("200 second");
});

test.each([
  ["location / { } location / { }", 'duplicate location "/"'],
  ["proxy_pass http://10.0.0.1;", '"proxy_pass" directive is not allowed here'],
  ["listen 99999;", 'invalid port in "99999" of the "listen" directive'],
  ["root;", 'invalid number of arguments in "root" directive'],
  ["gzip maybe;", 'invalid value "maybe" in "gzip" directive, it must be "on" or "off"'],
  ["client_max_body_size 10q;", '"client_max_body_size" directive invalid value'],
  ["location / { set foo 1; }", 'invalid variable name "foo"'],
  ["allow 10.0.0.0/33;", 'invalid parameter "10.0.0.0/33"'],
  ["location / { rewrite ^/(.* /$1; }", 'pcre2_compile() failed: missing closing parenthesis in "^/(.*"'],
  ["limit_req zone=a;", '"limit_req" is not simulated here'],
])("server { %s } is refused", (inner, message) => {
  const parse = () => siteOf(parseNginxConf("c", `http { server { ${inner} } }`, () => []));
  expect(parse).toThrow(`${message} in c:1`);
});

test("a server for TLS shows its certificate, tells plain HTTP so, and does not start with another's key", () => {
  const [own, other] = [identity({ name: "web", also: ["web.test"] }), identity({ name: "other" })];
  const conf =
    "server { listen 443 ssl; ssl_certificate /etc/nginx/conf.d/crt; ssl_certificate_key /etc/nginx/conf.d/key; return 200 $scheme; }";
  const readinessProbe = { httpGet: { port: 443, scheme: "HTTPS" }, periodSeconds: 1 };
  const start = (key: typeof own.key): GivenNodes => {
    const given = givenNodes();
    given.createPod("client", FASTAPI);
    given.settle();
    const data = {
      "default.conf": conf,
      crt: writePem("CERTIFICATE", own.chain[0]?.der ?? new Uint8Array(0)),
      key: writePem("PRIVATE KEY", derPrivateKey(key)),
    };
    given.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "conf", namespace: "default" }, data });
    given.createPod(
      "nginx",
      { image: "nginx:1.29.4", readinessProbe, volumeMounts: [{ name: "conf", mountPath: "/etc/nginx/conf.d" }] },
      { volumes: [{ name: "conf", configMap: { name: "conf" } }] },
    );
    given.settle();
    return given;
  };
  const given = start(own.key);
  const shown = given.run(
    (function* (): Run<string> {
      const socket = yield* connectTcp(given.machineOf("client").network, { to: ip("10.1.0.3"), port: 443 });
      const options = {
        serverName: "web.test",
        alpn: ["http/1.1"],
        versions: ["TLSv1.3"] as const,
        prng: new Prng(1),
        verify: () => null,
      };
      const { stream, peerChain } = yield* connectTls(socket, options);
      const headers = [{ name: "Host", value: "web.test" }];
      yield* writeRequest(stream, {
        method: "GET",
        target: "/",
        version: "HTTP/1.1",
        headers,
        body: new Uint8Array(0),
      });
      const { body } = yield* readResponse(stream);
      stream.close();
      return `${peerChain[0]?.alternativeNames[0]?.value} ${decodeUtf8(body)}`;
    })(),
  );
  expect(shown).toBe("web.test https");
  expect(given.pod("nginx")?.status?.containerStatuses?.[0]?.ready).toBe(true);
  const plain = given.run(fetch(given.machineOf("client").network, "http://10.1.0.3:443/"));
  expect(plain.status).toBe(400);
  expect(plain.body).toContain("<title>400 The plain HTTP request was sent to HTTPS port</title>");
  expect(start(other.key).logs("nginx")).toContain(
    'SSL_CTX_use_PrivateKey("/etc/nginx/conf.d/key") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)',
  );
});

test("the entrypoint fills templates from the environment, and leaves nginx's own variables alone", () => {
  const given = givenNodes();
  given.createPod("client", FASTAPI);
  const data = { "default.conf.template": `server { listen \${PORT}; return 200 "\${GREETING} $request_method"; }` };
  given.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "t", namespace: "default" }, data });
  const env = [
    { name: "PORT", value: "8088" },
    { name: "GREETING", value: "hello" },
  ];
  given.createPod(
    "nginx",
    { image: "nginx:1.27", env, volumeMounts: [{ name: "t", mountPath: "/etc/nginx/templates" }] },
    { volumes: [{ name: "t", configMap: { name: "t" } }] },
  );
  given.settle();
  expect(given.run(fetch(given.machineOf("client").network, "http://10.1.0.3:8088/")).body).toBe("hello GET");
});
