/**
 * kube-webhook-certgen: makes a certificate for the admission webhook, keeps it in a Secret, and tells the webhook's
 * configuration whom to trust.
 *
 * Models: kubernetes/ingress-nginx images/kube-webhook-certgen/rootfs/{cmd,pkg}
 * SIMPLIFIED: the key is the one that all servers here have.
 */
import { formatRfc3339 } from "../../../core/time.ts";
import { encodeUtf8 } from "../../../core/utf8.ts";
import type { Run } from "../../../core/wait.ts";
import { draftOf, type KubeObject } from "../../../kube/api/objects.ts";
import { StatusError } from "../../../kube/api/status.ts";
import type { Secret } from "../../../kube/schema/types.ts";
import { writePem } from "../../../net/tls/x509/pem.ts";
import { derPrivateKey } from "../../../net/tls/x509/private-key.ts";
import type { Process } from "../../../os/process.ts";
import { IN_CLUSTER_CLIENT } from "../../in-cluster-client.ts";
import { encodeBase64 } from "../../kubelet/base64.ts";
import { selfSigned, serverKey } from "../../pki/authorities.ts";
import { Klog } from "./klog.ts";

const CENTURY_MS = 100 * 365 * 86_400_000;
const WORK_US = 300_000;
const HOOKS = "validatingwebhookconfigurations";

export function* webhookCertgen(process: Process): Run<number> {
  const [, verb = ""] = process.argv;
  const option = (name: string): string =>
    process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? "";
  const client = process.machine.plugged(IN_CLUSTER_CLIENT)?.as("kube-webhook-certgen");
  const say = (level: string, msg: string, more: Record<string, string> = {}): Run<void> =>
    process.printError(
      `${JSON.stringify({ ...more, level, msg, source: `cmd/${verb}.go`, time: formatRfc3339(process.machine.clock.nowMs) })}\n`,
    );
  new Klog(process).line(
    "W",
    "client_config.go:667",
    "Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  This might not work.",
  );
  yield { on: [], untilUs: process.nowUs + WORK_US, background: false };
  if (client === undefined) {
    yield* say("fatal", "error building kubernetes config");
    return 1;
  }
  const namespace = option("namespace");
  const name = option("secret-name");
  const found = client.get<Secret>("secrets", namespace, name);
  try {
    if (verb === "create") {
      if (found !== undefined) {
        yield* say("info", "secret already exists");
        return 0;
      }
      yield* say("info", "no secret found", { err: `secrets ${JSON.stringify(name)} not found` });
      yield* say("info", "creating new secret");
      client.create("secrets", secretOf(process, { namespace, name, hosts: option("host").split(",") }));
      return 0;
    }
    if (found === undefined) {
      yield* say("fatal", `no secret with '${name}' in '${namespace}'`);
      return 1;
    }
    const hook = option("webhook-name");
    yield* say("info", `patching webhook configurations '${hook}' mutating=false, validating=true, failurePolicy=Fail`);
    const configuration = client.get(HOOKS, undefined, hook);
    if (configuration === undefined) {
      yield* say("fatal", "failed getting validating webhook", {
        err: `validatingwebhookconfigurations.admissionregistration.k8s.io ${JSON.stringify(hook)} not found`,
      });
      return 1;
    }
    const draft = draftOf(configuration);
    for (const webhook of draft.webhooks ?? []) {
      webhook.clientConfig.caBundle = found.data?.ca ?? "";
      webhook.failurePolicy = option("patch-failure-policy") || webhook.failurePolicy;
    }
    client.update(HOOKS, draft);
    yield* say("info", "Patched hook(s)");
    return 0;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    yield* say("fatal", error.message);
    return 1;
  }
}

function secretOf(
  process: Process,
  { namespace, name, hosts }: { namespace: string; name: string; hosts: readonly string[] },
): KubeObject {
  const { clock, prng } = process.machine;
  const { chain } = selfSigned({
    subject: [{ type: "O", value: "nil2" }],
    names: hosts,
    notBeforeMs: clock.nowMs - 300_000,
    notAfterMs: clock.nowMs + CENTURY_MS,
    prng: prng.split("certgen"),
  });
  const certificate = writePem("CERTIFICATE", chain[0]?.der ?? new Uint8Array(0));
  const key = writePem("PRIVATE KEY", derPrivateKey(serverKey()));
  const data = Object.fromEntries(
    Object.entries({ ca: certificate, cert: certificate, key }).map(([field, text]) => [
      field,
      encodeBase64(encodeUtf8(text)),
    ]),
  );
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, type: "Opaque", data } as KubeObject;
}
