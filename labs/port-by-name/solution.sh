# Who is in which slice, on which port, and what do the Pods call it?
kubectl get endpointslices
kubectl get service @app@ -o jsonpath='{.spec.ports}'
grep -A 2 ports: v2.yaml
@if fault=unnamed@
answer which-port a
sed -i 's/- containerPort: @port@/- name: @name@\n              containerPort: @port@/' v2.yaml
@end@
@if fault=renamed@
answer which-port a
sed -i 's/@name@-v2/@name@/' v2.yaml
@end@
@if fault=stale@
answer which-port b
sed -i 's/containerPort: 8000/containerPort: @port@/' v2.yaml
@end@
kubectl apply -f v2.yaml
kubectl rollout status deployment/@app@-v2
kubectl get endpointslices
