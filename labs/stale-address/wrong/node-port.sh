# expect: localhost-answers "localhost:80 refused the connection"
kubectl expose deployment fastapi-k8s --name=@service@ --type=NodePort --port=80 --target-port=8000
sed -i 's#http://.*:8000#http://@service@#' report.yaml
kubectl apply -f report.yaml
kubectl rollout status deployment/report
