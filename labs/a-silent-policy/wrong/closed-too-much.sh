# expect: app-open "@app@.@home@:80"
@if fault=selector|namespace@
kubectl apply -n @home@ -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny}
spec: {podSelector: {}, policyTypes: [Ingress]}
YAML
@end@
@if fault=cni@
sed -i 's/-listen=:/-listen=127.0.0.1:/' app.yaml
kubectl apply -f app.yaml
kubectl rollout status deployment/@app@ -n @home@
@end@
answer why-silent @cause@
