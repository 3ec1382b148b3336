import { beforeAll, describe, expect, test } from "vitest";
import { type Cluster, createCluster } from "../../../sim/cluster.ts";
import type { Program } from "../../../sim/os/process.ts";
import { SOFTWARE } from "../../software.ts";
import { type Finished, runProgram } from "../../testing/given.ts";
import { COMMANDS } from "../index.ts";

const ENV = { HOME: "/home/learner", PATH: "/usr/local/bin:/usr/bin:/usr/sbin:/bin" };

function bash(cluster: Cluster, script: string): Finished {
  return runProgram(cluster.host, COMMANDS.get("bash") as Program, {
    argv: ["bash", "-c", script],
    env: ENV,
    cwd: "/home/learner",
    maxSeconds: 300,
  });
}

describe("the web outside", () => {
  let cluster: Cluster;

  beforeAll(() => {
    cluster = createCluster({ profile: "kind" }, SOFTWARE);
  }, 60_000);

  const rows: readonly (readonly [string, number, string])[] = [
    ["curl -sS https://example.com/ -o /dev/null", 0, ""],
    [
      "curl -sS https://93.184.215.14/",
      60,
      "curl: (60) SSL: no alternative certificate subject name matches target host name '93.184.215.14'",
    ],
    ["curl -sSk https://93.184.215.14/ -o /dev/null", 0, ""],
    [
      "curl -sS --resolve shop.test:443:93.184.215.14 https://shop.test/",
      60,
      "curl: (60) SSL: no alternative certificate subject name matches target host name 'shop.test'",
    ],
    [
      "curl -sS --connect-to shop.test:443:example.com:443 https://shop.test/",
      60,
      "curl: (60) SSL: no alternative certificate subject name matches target host name 'shop.test'",
    ],
    [
      "curl -sS https://example.com:80/",
      35,
      "curl: (35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number",
    ],
    ["curl -sS --cacert nope.crt https://example.com/", 77, "curl: (77) error setting certificate file: nope.crt"],
    [
      "curl -sS https://127.0.0.1:6443/version",
      60,
      "curl: (60) SSL certificate problem: unable to get local issuer certificate",
    ],
  ];
  test.each(rows)("%s ends with %i", (command, exitCode, first) => {
    const done = bash(cluster, command);
    expect(done.exitCode).toBe(exitCode);
    expect(done.stderr.split("\n")[0]).toBe(first);
  });

  test("-v tells the handshake as OpenSSL's sizes have it", () => {
    const { stderr } = bash(cluster, "curl -sv https://example.com/ -o /dev/null");
    expect(stderr.split("\n").slice(2, 9)).toEqual([
      "* ALPN: offers h2,http/1.1",
      "} [5 bytes data]",
      "* TLSv1.3 (OUT), TLS handshake, Client hello (1):",
      "} [512 bytes data]",
      "*  CAfile: /etc/ssl/certs/ca-certificates.crt",
      "*  CApath: /etc/ssl/certs",
      "{ [5 bytes data]",
    ]);
    expect(stderr).toContain('*  subjectAltName: host "example.com" matched cert\'s "example.com"\n');
    expect(stderr).toContain("*  SSL certificate verify ok.\n* using HTTP/1.1\n");
  });

  test("wget believes what it should", () => {
    expect(bash(cluster, "wget -qO /dev/null https://example.com/").exitCode).toBe(0);
    const { exitCode, stderr } = bash(cluster, "wget -nv -O /dev/null https://127.0.0.1:6443/version");
    expect([exitCode, stderr]).toEqual([
      5,
      "ERROR: The certificate of \u2018127.0.0.1\u2019 is not trusted.\nERROR: The certificate of \u2018127.0.0.1\u2019 doesn't have a known issuer.\n",
    ]);
  });

  test("kubectl applies what is published, and says what is not", () => {
    const base = "https://raw.githubusercontent.com/kubernetes/ingress-nginx";
    const done = bash(cluster, `kubectl apply -f ${base}/controller-v1.8.1/deploy/static/provider/cloud/deploy.yaml`);
    expect(done.stdout.split("\n").slice(0, 2)).toEqual([
      "namespace/ingress-nginx created",
      "serviceaccount/ingress-nginx created",
    ]);
    expect(done.stdout.trim().split("\n").length).toBe(19);
    expect(bash(cluster, `kubectl apply -f ${base}/nope.yaml`).stderr).toBe(
      `error: unable to read URL "${base}/nope.yaml", server reported 404 Not Found, status code=404\n`,
    );
    expect(bash(cluster, "kubectl apply -f https://nope.example/x.yaml").stderr).toMatch(
      /^Unable to connect to the server: dial tcp: lookup nope\.example on \S+:53: no such host\n$/,
    );
  });
});

describe("the API server", () => {
  let cluster: Cluster;

  beforeAll(() => {
    cluster = createCluster({ profile: "kind" }, SOFTWARE);
    bash(
      cluster,
      "kubectl run client --image=curlimages/curl --command -- sleep 3600; kubectl wait --for=condition=Ready pod/client",
    );
  }, 60_000);

  const inside = (script: string): Finished => bash(cluster, `kubectl exec client -- sh -c '${script}'`);
  const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

  test("nobody in particular may ask for the version and nothing else", () => {
    expect(JSON.parse(inside("curl -sk https://kubernetes.default/").stdout)).toMatchObject({
      kind: "Status",
      message: 'forbidden: User "system:anonymous" cannot get path "/"',
      code: 403,
    });
    expect(JSON.parse(inside("curl -sk https://kubernetes.default.svc/version").stdout)).toMatchObject({
      major: "1",
      minor: "36",
    });
  });

  test("a Pod's own token and certificate are good for what its roles allow", () => {
    const ask = `curl -sS --cacert ${ACCOUNT}/ca.crt -H "Authorization: Bearer $(cat ${ACCOUNT}/token)" https://kubernetes.default.svc/api/v1/namespaces/default/pods`;
    expect(JSON.parse(inside(ask).stdout)).toMatchObject({
      message:
        'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"',
    });
    bash(cluster, "kubectl create clusterrolebinding see --clusterrole=view --serviceaccount=default:default");
    expect(JSON.parse(inside(ask).stdout).items[0].metadata.name).toBe("client");
    expect(JSON.parse(inside(ask.replace('token)"', 'token)x"')).stdout)).toMatchObject({
      code: 401,
      message: "Unauthorized",
    });
  });

  test("the kubeconfig's authority vouches for it, by address and not by any name", () => {
    bash(
      cluster,
      "kubectl config view --raw -o jsonpath='{.clusters[0].cluster.certificate-authority-data}' | base64 -d > ca.crt",
    );
    expect(bash(cluster, "curl -sS --cacert ca.crt -o /dev/null https://127.0.0.1:6443/version").exitCode).toBe(0);
    expect(
      bash(cluster, "curl -sS --cacert ca.crt --resolve api.test:6443:127.0.0.1 https://api.test:6443/version")
        .exitCode,
    ).toBe(60);
  });

  test("plain HTTP is told that this is not the place", () => {
    expect(bash(cluster, "curl -s http://127.0.0.1:6443/").stdout).toBe(
      "Client sent an HTTP request to an HTTPS server.\n",
    );
  });

  test("a watch goes on until somebody hangs up", () => {
    const { stdout, exitCode } = bash(
      cluster,
      'curl -sk -m 2 -H "Authorization: Bearer $(kubectl create token default)" "https://127.0.0.1:6443/api/v1/namespaces/default/pods?watch=true"',
    );
    expect(exitCode).toBe(28);
    expect(JSON.parse(stdout.split("\n")[0] ?? "")).toMatchObject({ type: "ADDED", object: { kind: "Pod" } });
  });
});

describe("openssl", () => {
  let cluster: Cluster;

  beforeAll(() => {
    cluster = createCluster({ profile: "kind" }, SOFTWARE);
    bash(
      cluster,
      `openssl req -x509 -newkey rsa:1024 -nodes -keyout ca.key -out ca.crt -days 10 -subj "/O=Org/CN=My CA"
openssl req -new -newkey rsa:1024 -nodes -keyout tls.key -out tls.csr -subj /CN=shop.example.com
echo "subjectAltName = DNS:shop.example.com, IP:10.0.0.1" > ext.cnf
openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 5 -extfile ext.cnf -out tls.crt`,
    );
  }, 60_000);

  const rows: readonly (readonly [string, string])[] = [
    ["openssl x509 -in ca.crt -noout -subject -issuer", "subject=O = Org, CN = My CA\nissuer=O = Org, CN = My CA\n"],
    [
      "openssl x509 -in tls.crt -noout -ext subjectAltName",
      "X509v3 Subject Alternative Name: \n    DNS:shop.example.com, IP Address:10.0.0.1\n",
    ],
    ["openssl verify -CAfile ca.crt tls.crt", "tls.crt: OK\n"],
    ["openssl verify tls.crt; echo $?", "2\n"],
    ["openssl x509 -in tls.crt -noout -checkend 86400", "Certificate will not expire\n"],
    ["openssl x509 -in tls.crt -noout -checkend 864000 || echo soon", "Certificate will expire\nsoon\n"],
    [
      "openssl x509 -in tls.crt -noout -checkhost shop.example.com -checkip 10.0.0.2",
      "Hostname shop.example.com does match certificate\nIP 10.0.0.2 does NOT match certificate\n",
    ],
    ["openssl req -in tls.csr -noout -subject", "subject=CN = shop.example.com\n"],
    ["kubectl create secret tls shop --cert=tls.crt --key=tls.key", "secret/shop created\n"],
    [
      "kubectl create secret tls mixed --cert=tls.crt --key=ca.key 2>&1",
      "error: tls: private key does not match public key\n",
    ],
    [
      "kubectl get secret shop -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -subject",
      "subject=CN = shop.example.com\n",
    ],
    [
      "echo Q | openssl s_client -connect example.com:443 2>/dev/null | openssl x509 -noout -subject",
      "subject=CN = example.com\n",
    ],
    [
      "echo Q | openssl s_client -connect 127.0.0.1:6443 -brief 2>&1 | grep -E 'Verif|Peer|version'",
      "Protocol version: TLSv1.3\nPeer certificate: CN = kube-apiserver\nVerification error: unable to get local issuer certificate\n",
    ],
  ];
  test.each(rows)("%s", (command, wanted) => {
    expect(bash(cluster, command).stdout).toBe(wanted);
  });

  test("a certificate is set out for reading", () => {
    const { stdout } = bash(cluster, "openssl x509 -in ca.crt -noout -text");
    expect(stdout).toMatch(
      /^Certificate:\n {4}Data:\n {8}Version: 3 \(0x2\)\n {8}Serial Number:\n {12}[0-9a-f:]+\n {8}Signature Algorithm: sha256WithRSAEncryption\n {8}Issuer: O = Org, CN = My CA\n {8}Validity\n {12}Not Before: Jan {2}5 /,
    );
    expect(stdout).toContain("            X509v3 Basic Constraints: critical\n                CA:TRUE\n");
  });

  test("what it does not do it says", () => {
    expect(bash(cluster, "openssl nope").stderr).toBe("Invalid command 'nope'; type \"help\" for a list.\n");
    expect(bash(cluster, "openssl pkcs12 -export").stderr).toBe("openssl pkcs12 is not simulated here\n");
  });
});
