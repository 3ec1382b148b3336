# Not a file written: expose, and set the variable on the live object.
kubectl expose deployment fastapi-k8s --name=@service@ --type=LoadBalancer --port=80 --target-port=8000
kubectl set env deployment/report API_URL=http://@service@.default.svc.cluster.local
kubectl rollout status deployment/report
