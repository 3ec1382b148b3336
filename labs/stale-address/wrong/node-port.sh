# expect: localhost-answers "localhost:80 refused the connection"
kubectl expose deployment fastapi-k8s --type=NodePort --port=80 --target-port=8000
kubectl set env deployment/report API_URL=http://fastapi-k8s
kubectl rollout status deployment/report
