/** Every manifest that the documents print, given to `kubectl apply` as it stands. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSession } from "../src/shell/session.ts";
import { SOFTWARE } from "../src/shell/software.ts";

const SEEDS = join(import.meta.dirname, "..", "..", "shared", "seeds");

const NO_TYPE = "apiVersion not set, kind not set";
const NOTHING = "error: no objects passed to apply";
const OLD_CLASS =
  "Warning: annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead";
const NO_PRODUCTION = 'namespaces "production" not found';

/**
 * By document, block by block, what kubectl says. Parts of manifests have no type, comments alone are no object, and
 * three policies are for a namespace that their reader is to have; port 80 that is written twice in a map is taken.
 */
const SAYS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "000": [
    ["service/fastapi-k8s created"],
    ["service/fastapi-k8s created"],
    ["service/fastapi-k8s created"],
    ["service/external-api created"],
    ["service/fastapi-k8s-headless created"],
    ["ingress.networking.k8s.io/fastapi-ingress created"],
    ["networkpolicy.networking.k8s.io/deny-all-to-fastapi created"],
    ["networkpolicy.networking.k8s.io/allow-frontend-to-fastapi created"],
    ["networkpolicy.networking.k8s.io/restrict-fastapi-egress created"],
    [NO_TYPE],
    [NO_TYPE],
    [NO_TYPE],
  ],
  "001": [
    ["deployment.apps/users-deployment created"],
    ["service/users created"],
    ["service/users-public created"],
    [NO_TYPE],
    [NO_TYPE],
    ["users", "auth", "tasks"].map((name) => `deployment.apps/${name}-deployment created`),
    ["users", "users-public", "auth", "tasks"].map((name) => `service/${name} created`),
    ["deployment.apps/frontend-deployment created"],
    ["service/frontend created"],
    ["ingress.networking.k8s.io/app created", OLD_CLASS],
  ],
  "002": [
    ["service/internal-service created"],
    ["service/nodeport-service created"],
    ["service/lb-service created"],
    ["service/external-db created"],
    ["service/headless-service created"],
    [NO_TYPE],
    ["ingress.networking.k8s.io/app-ingress created"],
    ["ingress.networking.k8s.io/multi-path-ingress created"],
    ["ingress.networking.k8s.io/multi-host-ingress created"],
    [NO_PRODUCTION],
    [NO_PRODUCTION],
    [NO_PRODUCTION],
    ["networkpolicy.networking.k8s.io/advanced-policy created"],
    ["configmap/coredns configured", "is missing the kubectl.kubernetes.io/last-applied-configuration annotation"],
    ["service/nodeport-service created"],
    ["service/lb-service created"],
    ...Array.from({ length: 5 }, () => [NOTHING]),
  ],
  "003": [["networkpolicy.networking.k8s.io/example-policy created"]],
  "004": [["networkpolicy.networking.k8s.io/backend-policy created"]],
};

/** What stands between fences that say YAML, without the indentation of the fence. */
function manifestsOf(text: string): string[] {
  return [...text.matchAll(/^([ \t]*)```ya?ml[^\n]*\n(.*?)^[ \t]*```/gms)].map(([, indent = "", body = ""]) =>
    body
      .split("\n")
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
      .join("\n"),
  );
}

function apply(manifest: string): string {
  const session = openSession({ profile: "docker-desktop", seed: 1 }, SOFTWARE);
  session.cluster.host.fs.writeFile("/home/learner/m.yaml", manifest);
  return session
    .typed(["kubectl apply -f m.yaml"])
    .map(({ screen }) => screen)
    .join("");
}

const FILES = existsSync(SEEDS) ? readdirSync(SEEDS) : [];

describe.skipIf(FILES.length === 0)(
  "the documents' manifests (without the documents beside the project: skipped)",
  () => {
    for (const [document, says] of Object.entries(SAYS))
      it(`${document}: each is accepted or refused as by a real server`, () => {
        const file = FILES.find((name) => name.startsWith(document)) as string;
        const manifests = manifestsOf(readFileSync(join(SEEDS, file), "utf8"));
        expect(manifests.length).toBe(says.length);
        for (const [i, manifest] of manifests.entries()) {
          const said = apply(manifest);
          for (const line of says[i] as readonly string[])
            expect(said, `block ${i + 1} of ${document}`).toContain(line);
          expect(said.split("\n").filter((line) => / (?:created|configured)$/.test(line)).length).toBe(
            (says[i] as readonly string[]).filter((line) => / (?:created|configured)$/.test(line)).length,
          );
        }
      });
  },
);
