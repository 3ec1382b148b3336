# expect: localhost-answers "localhost:80 refused the connection"
kubectl create service nodeport fastapi-k8s --tcp=80:8000
sed -i 's#http://.*:8000#http://fastapi-k8s#' report.yaml
kubectl apply -f report.yaml
kubectl rollout status deployment/report
