# Without the alias: the provider's own name, and its own port.
@if fault=port@
kubectl set env deployment/shop API=http://@provider@.@home@:@port@
@end@
@if fault=host@
kubectl set env deployment/shop API=http://@provider@.@home@.svc.cluster.local
@end@
kubectl delete service @alias@
kubectl rollout status deployment/shop --timeout=60s
