# expect: all-pods-answer "by 3 Pods with the labels app=fastapi-k8s"
kubectl expose deployment fastapi-k8s --name=@service@ --type=LoadBalancer --port=80 --target-port=8000
sed -i 's/replicas: 3/replicas: 1/' app.yaml
kubectl apply -f app.yaml
kubectl rollout status deployment/fastapi-k8s
sed -i 's#http://.*:8000#http://@service@#' report.yaml
kubectl apply -f report.yaml
kubectl rollout status deployment/report
