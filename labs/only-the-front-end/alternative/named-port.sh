# The port by its name, the peer by an expression.
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: only-@front@
spec:
  podSelector: {matchLabels: {app: @back@}}
  ingress:
    - from: [{podSelector: {matchExpressions: [{key: app, operator: In, values: [@front@]}]}}]
      ports: [{port: http}]
YAML
