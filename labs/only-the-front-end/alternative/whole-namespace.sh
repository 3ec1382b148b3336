# Every Pod of the namespace is closed, and the peer says its namespace in full.
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
spec:
  podSelector: {}
  policyTypes: [Ingress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: admit
spec:
  podSelector: {matchLabels: {app: @back@}}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}
          podSelector: {matchLabels: {app: @front@}}
      ports: [{protocol: TCP, port: @port@, endPort: @port@}]
YAML
