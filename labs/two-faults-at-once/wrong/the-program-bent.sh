# expect: programs-untouched "of @front@ is another"
kubectl delete service @app@
kubectl expose deployment @app@ --port=80 --target-port=8000
kubectl patch deployment @front@ -p '{"spec":{"template":{"metadata":{"labels":{"role":"@front@"}}}}}'
kubectl rollout status deployment/@front@
kubectl scale deployment coredns -n kube-system --replicas=2
kubectl rollout status deployment/coredns -n kube-system
