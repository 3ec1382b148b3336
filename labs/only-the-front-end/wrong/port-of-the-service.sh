# expect: front-gets-through "it admits this peer, on TCP 80 only"
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
      ports: [{protocol: TCP, port: 80}]
YAML
