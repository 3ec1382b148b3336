/**
 * Whom the API server takes a client for: by its certificate, else by its token, else nobody in particular.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/authentication/request/{union,x509,bearertoken,anonymous}
 * SIMPLIFIED: the administrator's certificate that an installer leaves is a mark, not a certificate.
 */
import type { ApiUser } from "../../kube/api/request.ts";
import { userOfToken } from "../../kube/api/service-account-token.ts";
import { parseCertificates } from "../../net/tls/x509/certificate.ts";
import { verifyChain } from "../../net/tls/x509/verify.ts";
import type { Credentials } from "../api-transport.ts";
import { ADMIN_MARK } from "../host/kubeconfig.ts";

export const ANONYMOUS: ApiUser = { name: "system:anonymous", groups: ["system:unauthenticated"] };

/** Undefined is the administrator, null nobody. */
export function userOfCredentials(
  { token, certificate }: Credentials,
  { authority, nowMs }: { readonly authority: string; readonly nowMs: number },
): ApiUser | undefined | null {
  if (certificate === ADMIN_MARK) return undefined;
  const chain = parseCertificates(certificate ?? "");
  const [leaf] = chain;
  const isKnown =
    leaf !== undefined && verifyChain(chain, { trusted: parseCertificates(authority), nowMs }).error === null;
  if (isKnown) {
    const parts = (type: string): string[] =>
      leaf.subject.parts.filter((part) => part.type === type).map(({ value }) => value);
    const [name = ""] = parts("CN");
    return { name, groups: [...parts("O"), "system:authenticated"] };
  }
  if (token !== undefined) return userOfToken(token);
  return leaf === undefined ? ANONYMOUS : null;
}
