# expect: answers-0 "serviceName of StatefulSet @store@"
kubectl delete service @service@
kubectl delete statefulset @store@
sed -i -e 's/serviceName: .*/serviceName: @store@-headless/' -e 's/    app: @service@/    app: @store@/' -e '/clusterIP: None/d' store.yaml
sed -i '0,/^spec:/s//spec:\n  clusterIP: None/' store.yaml
kubectl apply -f store.yaml
kubectl rollout status statefulset/@store@
sleep 30
