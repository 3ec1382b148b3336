import { expect, test } from "vitest";
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
