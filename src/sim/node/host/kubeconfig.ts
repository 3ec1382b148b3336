/** The kubeconfig that a cluster's installer leaves. Models: client-go tools/clientcmd/api/v1 */
import type { Profile } from "../profiles/profile.ts";

export function kubeconfigText({ kubeconfig: { cluster, user, context } }: Profile, server: string): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Y2E=
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
    client-certificate-data: Y2VydA==
    client-key-data: a2V5
`;
}
