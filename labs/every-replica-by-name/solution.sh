# What is the name made of, and who is behind it?
kubectl get statefulset @store@ -o jsonpath='{.spec.serviceName}{"\n"}'
kubectl get endpointslices -l kubernetes.io/service-name=@service@
@if fault=name@
sed -i 's/serviceName: .*/serviceName: @service@/' store.yaml
kubectl delete statefulset @store@
@end@
@if fault=address@
sed -i '0,/^spec:/s//spec:\n  clusterIP: None/' store.yaml
kubectl delete service @service@
@end@
@if fault=selector@
sed -i 's/    app: @service@/    app: @store@/' store.yaml
@end@
kubectl apply -f store.yaml
kubectl rollout status statefulset/@store@
sleep 30
kubectl exec client -- curl -sS -m 3 http://@store@-0.@service@:8000/
