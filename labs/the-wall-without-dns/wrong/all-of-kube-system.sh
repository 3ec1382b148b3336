# expect: not-all-of-coredns "accepted the connection"
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: worker-out
  namespace: @home@
spec:
  podSelector: {matchLabels: {app: worker}}
  policyTypes: [Egress]
  egress:
    - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
    - to:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: @data@}}
          podSelector: {matchLabels: {app: @api@}}
      ports: [{protocol: TCP, port: @port@}]
YAML
