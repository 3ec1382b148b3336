# The live objects, and Pods that stay where they can.
@if fault=name@
kubectl get statefulset @store@ -o yaml | sed -e 's/serviceName: .*/serviceName: @service@/' -e '/resourceVersion:/d' -e '/uid:/d' > new.yaml
kubectl delete statefulset @store@ --cascade=orphan
kubectl create -f new.yaml
kubectl delete pod @store@-0 @store@-1 @store@-2
kubectl rollout status statefulset/@store@
@end@
@if fault=address@
kubectl delete service @service@
kubectl create service clusterip @service@ --clusterip=None --tcp=8000
kubectl patch service @service@ -p '{"spec":{"selector":{"app":"@store@"}}}'
@end@
@if fault=selector@
kubectl patch service @service@ -p '{"spec":{"selector":{"app":"@store@"}}}'
@end@
sleep 35
