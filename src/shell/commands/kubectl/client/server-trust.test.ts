import { expect, test } from "vitest";
import { createCluster } from "../../../../sim/cluster.ts";
import { SOFTWARE } from "../../../software.ts";
import { runProgram } from "../../../testing/given.ts";

const { host } = createCluster({ profile: "kubeadm-flannel", seed: 7 }, SOFTWARE);
const ELSEWHERE = "--kubeconfig=/dev/null --server=https://127.0.0.1:6443";
const NAMES =
  "cp-1, kubernetes, kubernetes.default, kubernetes.default.svc, kubernetes.default.svc.cluster.local, localhost";
const UNTRUSTED =
  "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority\n";

function run(script: string): { stdout: string; stderr: string; exitCode: number } {
  const { program } = host.executable("/bin/bash", { cwd: "/home/learner" });
  const env = { USER: "learner", HOME: "/home/learner", PATH: "/usr/local/bin:/usr/bin:/bin" };
  return runProgram(host, program, { argv: ["bash", "-c", script], env, cwd: "/home/learner" });
}

test.each([
  [
    "a certificate for other names",
    "--tls-server-name=foo",
    `Unable to connect to the server: tls: failed to verify certificate: x509: certificate is valid for ${NAMES}, not foo\n`,
  ],
  ["an authority that the machine does not know", ELSEWHERE, UNTRUSTED],
  ["another authority", "--certificate-authority=/etc/ssl/certs/ca-certificates.crt", UNTRUSTED],
  [
    "an authority that is no certificate",
    "--certificate-authority=/etc/hostname",
    "error: unable to load root certificates: unable to parse bytes as PEM block\n",
  ],
  [
    "an authority and no check",
    "--insecure-skip-tls-verify --certificate-authority=/etc/hostname",
    "error: specifying a root certificates file with the insecure flag is not allowed\n",
  ],
  [
    "a bad token",
    `${ELSEWHERE} --insecure-skip-tls-verify --token=bad`,
    "error: You must be logged in to the server (Unauthorized)\n",
  ],
  [
    "nobody",
    `${ELSEWHERE} --insecure-skip-tls-verify`,
    'Error from server (Forbidden): pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"\n',
  ],
  [
    "a service account without rights",
    `${ELSEWHERE} --insecure-skip-tls-verify --token=$(kubectl create token default)`,
    'Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"\n',
  ],
  [
    "HTTP to a port of HTTPS",
    "--server=http://127.0.0.1:6443",
    'Error from server (BadRequest): Unable to list "/v1, Resource=pods": the server rejected our request for an unknown reason\n',
  ],
])("%s", (_what, flags, stderr) => {
  expect(run(`kubectl get pods ${flags}`)).toEqual({ stdout: "", stderr, exitCode: 1 });
});

test("the installer's own authority is enough, by any name or address of the server", () => {
  for (const flags of ["", "--tls-server-name=kubernetes", "--server=https://localhost:6443"])
    expect(run(`kubectl get ns default -o name ${flags}`)).toEqual({
      stdout: "namespace/default\n",
      stderr: "",
      exitCode: 0,
    });
});
