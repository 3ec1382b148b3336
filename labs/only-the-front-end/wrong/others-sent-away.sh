# expect: apps-untouched "batch is gone"
kubectl delete deployment batch
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: admit
spec:
  podSelector: {matchLabels: {app: @back@}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: @front@}}}]
      ports: [{protocol: TCP, port: @port@}]
YAML
