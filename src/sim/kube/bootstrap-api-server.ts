/**
 * What an API server leaves in the store about itself: how to trust it, since when it looks at tokens, that it is
 * alive, and which versions it answers for.
 *
 * Models: pkg/controlplane/controller/clusterauthenticationtrust, legacytokentracking, pkg/controlplane/instance.go
 *   (the identity lease), pkg/controlplane/apiserver/aggregator.go
 * SIMPLIFIED: one authority signs for clients and for the front proxy; the lease is written once and never renewed.
 */
import { sha256 } from "../core/sha256.ts";
import { encodeUtf8 } from "../core/utf8.ts";
import { generateUid } from "./api/names.ts";
import type { KubeObject } from "./api/objects.ts";
import type { ApiServer } from "./api/server.ts";
import { localApiService } from "./controllers/api-service-registration/local-api-service.ts";

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
const NAMESPACE = "kube-system";
/** Who keeps the list is not on it. */
const AGGREGATOR = "apiregistration.k8s.io";
const LEASE_SECONDS = 3600;

export function bootstrapApiServer(server: ApiServer): void {
  const now = server.writer.now();
  const versions = server.kinds
    .groups()
    .filter((group) => group !== AGGREGATOR)
    .flatMap((group) => server.kinds.versionsOf(group).map((version) => [group, version] as const));
  server.load([
    ...configMaps(server, now),
    identityLease(server, now),
    ...versions.map(([group, version]) => localApiService(group, version, { isBuiltIn: true, now })),
  ]);
}

function configMaps({ options }: ApiServer, now: string): KubeObject[] {
  const authority = options.rootCertificate ?? "";
  const map = (name: string, data: Readonly<Record<string, string>>): KubeObject =>
    ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: NAMESPACE }, data }) as KubeObject;
  return [
    map("extension-apiserver-authentication", {
      "client-ca-file": authority,
      "requestheader-allowed-names": '["front-proxy-client"]',
      "requestheader-client-ca-file": authority,
      "requestheader-extra-headers-prefix": '["X-Remote-Extra-"]',
      "requestheader-group-headers": '["X-Remote-Group"]',
      "requestheader-username-headers": '["X-Remote-User"]',
    }),
    map("kube-apiserver-legacy-service-account-token-tracking", { since: now.slice(0, 10) }),
  ];
}

function identityLease({ options }: ApiServer, now: string): KubeObject {
  const { hostname = "control-plane", prng } = options;
  const name = `apiserver-${base32(sha256(encodeUtf8(hostname)).slice(0, 16))}`;
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name,
      namespace: NAMESPACE,
      labels: { "apiserver.kubernetes.io/identity": "kube-apiserver", "kubernetes.io/hostname": hostname },
    },
    spec: {
      holderIdentity: `${name}_${generateUid(prng.split("api-server-identity"))}`,
      leaseDurationSeconds: LEASE_SECONDS,
      renewTime: now.replace("Z", ".000000Z"),
    },
  } as KubeObject;
}

/** Without padding, as names have to be. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}
