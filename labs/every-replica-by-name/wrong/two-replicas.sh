# expect: answers-2 "there is no name @store@-2.@service@"
kubectl delete service @service@
kubectl delete statefulset @store@
sed -i -e 's/serviceName: .*/serviceName: @service@/' -e 's/    app: @service@/    app: @store@/' -e '/clusterIP: None/d' -e 's/replicas: 3/replicas: 2/' store.yaml
sed -i '0,/^spec:/s//spec:\n  clusterIP: None/' store.yaml
kubectl apply -f store.yaml
kubectl rollout status statefulset/@store@
sleep 30
