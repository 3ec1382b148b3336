/** The kubeconfig that a cluster's installer leaves. Models: client-go tools/clientcmd/api/v1 */
import { encodeUtf8 } from "../../core/utf8.ts";
import { encodeBase64 } from "../kubelet/base64.ts";
import { CLUSTER_CERTIFICATE } from "../pki/known-keys.ts";
import type { Profile } from "../profiles/profile.ts";

/** What stands where the administrator's certificate would. */
export const ADMIN_MARK = "cert";

export function kubeconfigText({ kubeconfig: { cluster, user, context } }: Profile, server: string): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${encodeBase64(encodeUtf8(CLUSTER_CERTIFICATE))}
    server: ${server}
  name: ${cluster}
contexts:
- context:
    cluster: ${cluster}
    user: ${user}
  name: ${context}
current-context: ${context}
kind: Config
preferences: {}
users:
- name: ${user}
  user:
    client-certificate-data: ${encodeBase64(encodeUtf8(ADMIN_MARK))}
    client-key-data: a2V5
`;
}
