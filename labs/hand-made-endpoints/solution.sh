# The list, the label, the port and its name.
kubectl describe service @service@
kubectl get endpointslices --show-labels
@if fault=label@
sed -i 's#^    app: @service@#    kubernetes.io/service-name: @service@#' outside.yaml
@end@
@if fault=name@
sed -i 's/  - name: @service@/  - name: @portName@/' outside.yaml
@end@
@if fault=port@
sed -i 's/^    port: @port@/    port: 80/' outside.yaml
@end@
kubectl apply -f outside.yaml
sleep 2
kubectl exec deployment/caller -- wget -qO- -T 3 http://@service@:@port@/
