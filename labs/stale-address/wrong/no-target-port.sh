# expect: name-answers "nobody listens on that port"
kubectl create service loadbalancer fastapi-k8s --tcp=80
sed -i 's#http://.*:8000#http://fastapi-k8s#' report.yaml
kubectl apply -f report.yaml
kubectl rollout status deployment/report
