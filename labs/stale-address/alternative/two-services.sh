# One Service for the inside, another for the outside, the port by its number.
kubectl create service clusterip fastapi-k8s --tcp=80:8000
kubectl expose deployment fastapi-k8s --name=front-door --type=LoadBalancer --port=80 --target-port=8000
sed -i 's#http://.*:8000#http://fastapi-k8s:80#' report.yaml
kubectl apply -f report.yaml
kubectl rollout status deployment/report
