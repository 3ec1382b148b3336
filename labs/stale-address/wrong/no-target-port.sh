# expect: name-answers "nobody listens on that port"
kubectl expose deployment fastapi-k8s --name=@service@ --type=LoadBalancer --port=80
sed -i 's#http://.*:8000#http://@service@#' report.yaml
kubectl apply -f report.yaml
kubectl rollout status deployment/report
