# expect: wall-stands "answered with status 200"
kubectl delete service @app@
kubectl expose deployment @app@ --port=80 --target-port=8000
kubectl delete -f policy.yaml
kubectl scale deployment coredns -n kube-system --replicas=2
kubectl rollout status deployment/coredns -n kube-system
