# The Service and the policy made again.
kubectl delete service @app@
kubectl expose deployment @app@ --port=80 --target-port=8000
kubectl delete -f policy.yaml
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: wall}
spec:
  podSelector: {matchLabels: {app: @app@}}
  ingress: [{from: [{podSelector: {matchLabels: {app: @front@}}}], ports: [{port: 8000}]}]
YAML
kubectl scale deployment coredns -n kube-system --replicas=2
kubectl rollout status deployment/coredns -n kube-system
