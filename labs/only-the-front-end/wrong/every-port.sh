# expect: metrics-for-nobody "on port 9090, and nothing denies it"
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: admit
spec:
  podSelector: {matchLabels: {app: @back@}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: @front@}}}]
YAML
