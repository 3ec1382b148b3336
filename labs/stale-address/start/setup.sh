# The report was pointed at one of the Pods by its address. Then that Pod was replaced.
kubectl apply -f app.yaml
kubectl rollout status deployment/fastapi-k8s
pod=$(kubectl get pods -l app=fastapi-k8s -o jsonpath='{.items[0].metadata.name}')
address=$(kubectl get pod "$pod" -o jsonpath='{.status.podIP}')
sed -i "s/POD_ADDRESS/$address/" report.yaml
kubectl apply -f report.yaml
kubectl rollout status deployment/report
kubectl delete pod "$pod"
kubectl rollout status deployment/fastapi-k8s
# Long enough for the report to say twice that nobody answers.
sleep 12
