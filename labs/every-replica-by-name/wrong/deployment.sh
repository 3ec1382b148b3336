# expect: answers-0 "there is no name @store@-0.@service@"
kubectl delete statefulset,service --all
sed -i -e 's/kind: StatefulSet/kind: Deployment/' -e '/serviceName:/d' -e '/podManagementPolicy:/d' -e 's/    app: @service@/    app: @store@/' store.yaml
kubectl apply -f store.yaml
kubectl rollout status deployment/@store@
sleep 30
