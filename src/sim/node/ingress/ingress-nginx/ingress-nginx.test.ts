import { beforeAll, describe, expect, test } from "vitest";
import { Prng } from "../../../core/prng.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Ingress } from "../../../kube/schema/types.ts";
import { identity } from "../../../net/tls/testing/identities.ts";
import { writePem } from "../../../net/tls/x509/pem.ts";
import { derPrivateKey } from "../../../net/tls/x509/private-key.ts";
import { generateRsa } from "../../../net/tls/x509/rsa.ts";
import { encodeBase64 } from "../../kubelet/base64.ts";
import { ingressNginxObjects } from "../../published/ingress-nginx/ingress-nginx.ts";
import { LAST_RELEASE } from "../../published/ingress-nginx/releases.ts";
import { type Asked, GivenIngress, ingressOf } from "../testing/given-ingress.ts";

const P = "nginx.ingress.kubernetes.io/";

/** `one GET /path`, or the status and where it leads. */
function outcome(given: GivenIngress, asked: Asked): string {
  const { status, body, headers } = given.ask(asked);
  const location = headers.find((line) => line.startsWith("Location: "))?.slice(10);
  if (status !== 200) return location === undefined ? String(status) : `${status} ${location}`;
  return `${/Hostname: (\S+)/.exec(body)?.[1]} ${/^(?:GET|POST) (\S+)/m.exec(body)?.[1]}`;
}

function secret(name: string, { chain, key }: ReturnType<typeof identity>, wrongKey?: ReturnType<typeof generateRsa>) {
  const encoded = (text: string): string => encodeBase64(encodeUtf8(text));
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/tls",
    metadata: { name, namespace: "default" },
    data: {
      "tls.crt": encoded(writePem("CERTIFICATE", chain[0]?.der ?? new Uint8Array(0))),
      "tls.key": encoded(writePem("PRIVATE KEY", derPrivateKey(wrongKey ?? key))),
    },
  };
}

describe("routing", () => {
  let given: GivenIngress;

  beforeAll(() => {
    given = new GivenIngress();
    const apply = (...args: Parameters<typeof ingressOf>): void => {
      const said = given.applied(ingressOf(...args));
      if (said !== args[0]) throw new Error(said);
    };
    apply("paths", { "a.test": ["/=one", "/svc=two", "/svc/v1=one", "=/exact=two", "~/impl=two"] });
    apply("hosts", { "*.wild.test": ["/=one"], "deep.wild.test": ["/=two:web"] });
    apply("rewrite", { "rw.test": ["~/app(/|$)(.*)=one"] }, { annotations: { [`${P}rewrite-target`]: "/$2" } });
    apply("to-root", { "root.test": ["/=one"] }, { annotations: { [`${P}rewrite-target`]: "/" } });
    apply("to-root-api", { "api.test": ["/api=one"] }, { annotations: { [`${P}rewrite-target`]: "/" } });
    apply("regex", { "re.test": ["~/item/[0-9]+$=one"] }, { annotations: { [`${P}use-regex`]: "true" } });
    apply(
      "legacy",
      { "legacy.test": ["/=one"] },
      { className: null, annotations: { "kubernetes.io/ingress.class": "nginx" } },
    );
    given.create(ingressOf("stranger", { "stranger.test": ["/=one"] }, { className: "other" }));
    given.create(ingressOf("classless", { "classless.test": ["/=one"] }, { className: null }));
    apply("nobody", { "none.test": ["/=nope"] });
    apply("small", { "small.test": ["/=one"] }, { annotations: { [`${P}proxy-body-size`]: "4" } });
    apply("few", { "few.test": ["/=one"] }, { annotations: { [`${P}whitelist-source-range`]: "10.9.0.0/16" } });
    apply("force", { "force.test": ["/=one"] }, { annotations: { [`${P}force-ssl-redirect`]: "true" } });
    apply("moved", { "moved.test": ["/=one"] }, { annotations: { [`${P}permanent-redirect`]: "https://new.test" } });
    given.advance(3);
  }, 60_000);

  const rows: readonly (readonly [string, Asked, string])[] = [
    ["the root takes what nothing longer takes", { host: "a.test", path: "/x" }, "one /x"],
    ["a prefix takes itself", { host: "a.test", path: "/svc" }, "two /svc"],
    [
      "and what is below it, as it is asked for",
      { host: "a.test", path: "/svc/users?page=2" },
      "two /svc/users?page=2",
    ],
    ["a prefix ends where a part of a path ends", { host: "a.test", path: "/svcx" }, "one /svcx"],
    ["the longest prefix wins, whatever the order", { host: "a.test", path: "/svc/v1/y" }, "one /svc/v1/y"],
    ["an exact path is met exactly", { host: "a.test", path: "/exact" }, "two /exact"],
    ["and not below", { host: "a.test", path: "/exact/x" }, "one /exact/x"],
    ["a host with a port is the host", { host: "a.test:8080", path: "/" }, "one /"],
    ["a starred host takes any name below", { host: "x.wild.test", path: "/" }, "one /"],
    ["a host that is named goes before a star", { host: "deep.wild.test", path: "/" }, "two /"],
    ["the star does not take the name itself", { host: "wild.test", path: "/" }, "404"],
    ["a host that nobody named is 404", { host: "nobody.test", path: "/" }, "404"],
    ["a rewrite puts in what it caught", { host: "rw.test", path: "/app/items/5?q=1" }, "one /items/5?q=1"],
    ["and nothing where nothing was", { host: "rw.test", path: "/app" }, "one /"],
    ["rewrite-target / on the root leaves the path alone", { host: "root.test", path: "/info" }, "one /info"],
    ["rewrite-target / on a path sends everything to /", { host: "api.test", path: "/api/users" }, "one /"],
    ["a pattern takes what it fits", { host: "re.test", path: "/item/42" }, "one /item/42"],
    ["and nothing else", { host: "re.test", path: "/item/x" }, "404"],
    ["the annotation of old days names a class too", { host: "legacy.test" }, "one /"],
    ["another class is another controller's", { host: "stranger.test" }, "404"],
    ["without any class it is nobody's", { host: "classless.test" }, "404"],
    ["without a Service there is 503", { host: "none.test" }, "503"],
    ["a body that is too large is 413", { host: "small.test", body: "12345" }, "413"],
    ["one that is not goes through", { host: "small.test", body: "1234" }, "one /"],
    ["who is not on the list is 403", { host: "few.test" }, "403"],
    ["force-ssl-redirect needs no certificate", { host: "force.test", path: "/x?y=1" }, "308 https://force.test/x?y=1"],
    ["a permanent redirect is 301", { host: "moved.test" }, "301 https://new.test"],
  ];
  test.each(rows)("%s", (_, asked, wanted) => {
    expect(outcome(given, asked)).toBe(wanted);
  });

  test("ImplementationSpecific is a prefix to the letter", () => {
    expect(outcome(given, { host: "a.test", path: "/impl/x" })).toBe("two /impl/x");
    expect(outcome(given, { host: "a.test", path: "/implement" })).toBe("two /implement");
  });

  test("the application hears who asked, and how, from headers that only the controller sets", () => {
    const { body } = given.ask({
      host: "a.test",
      path: "/x",
      headers: { "X-Forwarded-For": "6.6.6.6", "X-Real-IP": "6.6.6.6" },
    });
    const header = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, "m").exec(body)?.[1];
    expect(header("Host")).toBe("a.test");
    expect(header("X-Forwarded-For")).toBe("172.18.0.1");
    expect(header("X-Real-Ip")).toBe("172.18.0.1");
    expect(header("X-Original-Forwarded-For")).toBe("6.6.6.6");
    expect(header("X-Forwarded-Proto")).toBe("http");
    expect(header("X-Request-Id")).toMatch(/^[0-9a-f]{32}$/);
  });

  test("the log has a line for each request, in the controller's format", () => {
    given.ask({ host: "a.test", path: "/logged" });
    expect(given.logs()).toMatch(
      /172\.18\.0\.1 - - \[05\/Jan\/2026:\S+ \+0000\] "GET \/logged HTTP\/1\.1" 200 \d+ "-" "-" \d+ 0\.\d{3} \[default-one-80\] \[\] 10\.244\.\d+\.\d+:80 \d+ 0\.\d{3} 200 [0-9a-f]{32}\n/,
    );
  });

  test("an Ingress that is taken has an event, and in a while no address where its Service has none", () => {
    given.advance(61);
    const events = given.client.list("events", { namespace: "default" }) as unknown as {
      reason: string;
      involvedObject: { name: string };
    }[];
    expect(events.filter(({ reason }) => reason === "Sync").map(({ involvedObject }) => involvedObject.name)).toContain(
      "paths",
    );
    expect(given.client.get<Ingress>("ingresses", "default", "paths")?.status?.loadBalancer).toEqual({});
  });
});

describe("certificates", () => {
  let given: GivenIngress;
  const FAKE = "O=Acme Co,CN=Kubernetes Ingress Controller Fake Certificate";

  beforeAll(() => {
    given = new GivenIngress({ isOld: true });
    const shop = identity({ name: "shop", also: ["shop.test", "*.shop.test"] });
    given.create(secret("shop", shop));
    given.create(secret("mixed-up", shop, generateRsa(new Prng("other"), 512)));
    const tls = (secretName: string, ...hosts: readonly string[]) => ({ tls: [{ hosts, secretName }] });
    given.apply(
      ingressOf(
        "shop",
        { "shop.test": ["/=one"], "eu.shop.test": ["/=two"] },
        tls("shop", "shop.test", "eu.shop.test"),
      ),
    );
    given.apply(ingressOf("foreign", { "foreign.test": ["/=one"] }, tls("shop", "foreign.test")));
    given.apply(ingressOf("missing", { "missing.test": ["/=one"] }, tls("nope", "missing.test")));
    given.apply(ingressOf("mixed", { "mixed.test": ["/=one"] }, tls("mixed-up", "mixed.test")));
    given.apply(
      ingressOf(
        "open",
        { "open.test": ["/=one"] },
        { ...tls("shop", "open.test"), annotations: { [`${P}ssl-redirect`]: "false" } },
      ),
    );
    given.advance(3);
  }, 60_000);

  const shown = (host: string): string => given.ask({ host, secure: true }).subject;

  test("a host is shown its Secret's certificate, by name or by star", () => {
    expect(shown("shop.test")).toBe("CN=shop");
    expect(shown("eu.shop.test")).toBe("CN=shop");
  });

  test("the controller's own stands in for a wrong name, a missing Secret, another's key, an unknown host", () => {
    for (const host of ["foreign.test", "missing.test", "mixed.test", "nobody.test"]) expect(shown(host)).toBe(FAKE);
    expect(given.logs()).toContain("x509: certificate is valid for shop.test, *.shop.test, not foreign.test");
  });

  test("over TLS the application hears so, and the browser is told to stay", () => {
    const { body, headers } = given.ask({ host: "shop.test", secure: true });
    expect(body).toContain("X-Forwarded-Proto: https");
    expect(headers).toContain("Strict-Transport-Security: max-age=15724800; includeSubDomains");
  });

  test("with TLS plain HTTP is redirected, unless that is turned off", () => {
    expect(outcome(given, { host: "shop.test", path: "/a/" })).toBe("308 https://shop.test/a");
    expect(outcome(given, { host: "open.test", path: "/a" })).toBe("one /a");
  });
});

test("without its role the controller sees nothing, says so, and is not ready until it has it", () => {
  const given = new GivenIngress({ without: "ClusterRoleBinding" });
  given.advance(20);
  const ready = (): unknown =>
    (
      given.client.get("deployments", "ingress-nginx", "ingress-nginx-controller") as {
        status?: { readyReplicas?: number };
      }
    )?.status?.readyReplicas;
  expect(given.logs()).toContain(
    'failed to list *v1.Ingress: ingresses.networking.k8s.io is forbidden: User \\"system:serviceaccount:ingress-nginx:ingress-nginx\\" cannot list resource \\"ingresses\\" in API group \\"networking.k8s.io\\" at the cluster scope',
  );
  expect(ready() ?? 0).toBe(0);
  for (const object of ingressNginxObjects(LAST_RELEASE))
    if (object.kind === "ClusterRoleBinding") given.create(object);
  given.advance(30);
  expect(ready()).toBe(1);
}, 60_000);

describe("when something is wrong behind it", () => {
  test("no endpoints is 503, nobody listening 502, silence 504", () => {
    const given = new GivenIngress();
    const selector = { app: "one" };
    given.create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "idle", namespace: "default" },
      spec: { selector: { app: "nobody" }, ports: [{ port: 80 }] },
    });
    given.create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "dead", namespace: "default" },
      spec: { selector, ports: [{ port: 80, targetPort: 9999 }] },
    });
    given.apply(ingressOf("idle", { "idle.test": ["/=idle"] }));
    given.apply(ingressOf("dead", { "dead.test": ["/=dead"] }));
    given.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "slow", namespace: "default", labels: { app: "slow" } },
      spec: { containers: [{ name: "app", image: "fastapi-k8s:latest", imagePullPolicy: "Never" }] },
    });
    given.create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "slow", namespace: "default" },
      spec: { selector: { app: "slow" }, ports: [{ port: 80, targetPort: 8000 }] },
    });
    given.apply(ingressOf("slow", { "slow.test": ["/=slow"] }, { annotations: { [`${P}proxy-read-timeout`]: "2" } }));
    given.advance(3);
    expect(outcome(given, { host: "idle.test" })).toBe("503");
    expect(outcome(given, { host: "dead.test" })).toBe("502");
    expect(given.logs()).toContain("connect() failed (111: Connection refused) while connecting to upstream");
    expect(outcome(given, { host: "slow.test", path: "/slow" })).toBe("504");
    expect(given.logs()).toContain(
      "upstream timed out (110: Operation timed out) while reading response header from upstream",
    );
  }, 60_000);
});

describe("admission", () => {
  let given: GivenIngress;

  beforeAll(() => {
    given = new GivenIngress();
    given.apply(ingressOf("first", { "taken.test": ["/=one"] }));
  }, 60_000);

  const denied = 'admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: ';
  const rows: readonly (readonly [string, Record<string, unknown>, string])[] = [
    [
      "a host and path of another",
      ingressOf("second", { "taken.test": ["/=two"] }),
      `${denied}host "taken.test" and path "/" is already defined in ingress default/first`,
    ],
    [
      "a pattern that is called a prefix",
      ingressOf("pattern", { "p.test": ["/a(.*)=one"] }),
      `${denied}ingress contains invalid paths: path /a(.*) cannot be used with pathType Prefix`,
    ],
    [
      "a snippet",
      ingressOf("snippet", { "s.test": ["/=one"] }, { annotations: { [`${P}configuration-snippet`]: "return 418;" } }),
      `${denied}${P}configuration-snippet annotation cannot be used. Snippet directives are disabled by the Ingress administrator`,
    ],
    [
      "a size that is none",
      ingressOf("size", { "z.test": ["/=one"] }, { annotations: { [`${P}proxy-body-size`]: "8 MB" } }),
      `${denied}annotation ${P}proxy-body-size contains invalid value`,
    ],
  ];
  test.each(rows)("%s is refused", (_, object, wanted) => {
    expect(given.applied(object)).toBe(wanted);
  });

  test("another path of the same host, and another class's Ingress, are let in", () => {
    expect(given.applied(ingressOf("third", { "taken.test": ["/more=two"] }))).toBe("third");
    expect(given.applied(ingressOf("fourth", { "taken.test": ["/=two"] }, { className: "other" }))).toBe("fourth");
  });

  test("with nobody behind the webhook nothing is let in, and the address is told", () => {
    given.client.patch(
      "deployments",
      { namespace: "ingress-nginx", name: "ingress-nginx-controller" },
      { type: "merge", patch: { spec: { replicas: 0 } } },
    );
    given.advance(10);
    expect(given.applied(ingressOf("fifth", { "fifth.test": ["/=one"] }))).toMatch(
      /^Internal error occurred: failed calling webhook "validate\.nginx\.ingress\.kubernetes\.io": failed to call webhook: Post "https:\/\/ingress-nginx-controller-admission\.ingress-nginx\.svc:443\/networking\/v1\/ingresses\?timeout=10s": dial tcp 10\.96\.\d+\.\d+:443: connect: connection refused$/,
    );
    given.client.patch(
      "validatingwebhookconfigurations",
      { name: "ingress-nginx-admission" },
      {
        type: "json",
        patch: [{ op: "replace", path: "/webhooks/0/failurePolicy", value: "Ignore" }],
      },
    );
    expect(given.applied(ingressOf("fifth", { "fifth.test": ["/=one"] }))).toBe("fifth");
  });

  test("a webhook whose certificate nobody vouches for is not believed", () => {
    const other = new GivenIngress();
    other.client.patch(
      "validatingwebhookconfigurations",
      { name: "ingress-nginx-admission" },
      {
        type: "json",
        patch: [{ op: "replace", path: "/webhooks/0/clientConfig/caBundle", value: "" }],
      },
    );
    expect(other.applied(ingressOf("x", { "x.test": ["/=one"] }))).toContain(
      "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    );
  }, 60_000);
});
