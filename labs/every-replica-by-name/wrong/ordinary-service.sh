# expect: gives-all "10."
kubectl delete service @service@
kubectl delete statefulset @store@
sed -i -e 's/serviceName: .*/serviceName: @service@/' -e 's/    app: @service@/    app: @store@/' -e '/clusterIP: None/d' store.yaml
kubectl apply -f store.yaml
kubectl rollout status statefulset/@store@
sleep 30
