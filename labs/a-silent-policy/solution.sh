# Labels, namespace, network: which of the three is it?
kubectl get pods -n @home@ --show-labels
@if fault=selector@
sed -i 's/name: @app@$/app: @app@/' policy.yaml
kubectl apply -f policy.yaml
@end@
@if fault=namespace@
sed -i 's/^  name: @app@-console/&\n  namespace: @home@/' policy.yaml
kubectl apply -f policy.yaml
@end@
@if fault=cni@
sed -i 's/-listen=:@admin@/-listen=127.0.0.1:@admin@/' app.yaml
kubectl apply -f app.yaml
kubectl rollout status deployment/@app@ -n @home@
@end@
answer why-silent @cause@
kubectl exec caller -- wget -qO- -T 2 http://@app@.@home@:@admin@/
