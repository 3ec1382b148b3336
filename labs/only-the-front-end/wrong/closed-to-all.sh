# expect: front-gets-through "no rule admits TCP @port@"
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: close
spec:
  podSelector: {matchLabels: {app: @back@}}
  policyTypes: [Ingress]
  ingress: []
YAML
