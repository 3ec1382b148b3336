# Not a file written: expose, and set the variable on the live object.
kubectl expose deployment fastapi-k8s --type=LoadBalancer --port=80 --target-port=8000
kubectl set env deployment/report API_URL=http://fastapi-k8s.default.svc.cluster.local
kubectl rollout status deployment/report
