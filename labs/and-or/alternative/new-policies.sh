# The old one goes, and each sentence of the agreement becomes a policy of its own.
kubectl delete networkpolicy @app@-figures
@if need=both@
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: watchers}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector: {matchExpressions: [{key: role, operator: In, values: [@role@]}]}
          namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [@watch@]}]}
YAML
@end@
@if need=either@
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: watchers}
spec:
  podSelector: {matchLabels: {app: @app@}}
  ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: @watch@}}}]}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: our-own}
spec:
  podSelector: {matchLabels: {app: @app@}}
  ingress: [{from: [{podSelector: {matchLabels: {role: @role@}}}]}]
YAML
@end@
answer peers-found @peers@
answer pod-mistaken @role@
