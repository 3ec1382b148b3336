# expect: all-pods-answer "3 Pods"
kubectl scale deployment fastapi-k8s --replicas=1
kubectl expose deployment fastapi-k8s --type=LoadBalancer --port=80 --target-port=8000
kubectl set env deployment/report API_URL=http://fastapi-k8s
kubectl rollout status deployment/report
