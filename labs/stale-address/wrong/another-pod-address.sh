# expect: report-survives "no Pod with the labels app=report got an answer"
kubectl expose deployment fastapi-k8s --name=@service@ --type=LoadBalancer --port=80 --target-port=8000
address=$(kubectl get pods -l app=fastapi-k8s -o jsonpath='{.items[0].status.podIP}')
sed -i "s#http://.*:8000#http://$address:8000#" report.yaml
kubectl apply -f report.yaml
kubectl rollout status deployment/report
