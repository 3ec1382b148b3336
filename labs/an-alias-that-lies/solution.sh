# No connection, or an answer for somebody else?
kubectl logs deployment/shop --tail=4
kubectl get services --all-namespaces
@if fault=port@
sed -i 's#http://@alias@#&:@port@#' caller.yaml
@end@
@if fault=host@
sed -i 's#http://@alias@#http://@provider@.@home@#' caller.yaml
@end@
kubectl apply -f caller.yaml
kubectl rollout status deployment/shop --timeout=60s
