# expect: nobody-else "and nothing denies it"
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: admit
spec:
  podSelector: {matchLabels: {app: @front@}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: @back@}}}]
      ports: [{protocol: TCP, port: @port@}]
YAML
