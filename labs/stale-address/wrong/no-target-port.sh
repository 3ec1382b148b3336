# expect: name-answers "nobody listens on that port"
kubectl expose deployment fastapi-k8s --type=LoadBalancer --port=80 --target-port=80
kubectl set env deployment/report API_URL=http://fastapi-k8s
kubectl rollout status deployment/report
