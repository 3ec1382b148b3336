# Two policies for the whole namespace, where policies are enforced; the console on localhost where they are not.
@if fault=selector|namespace@
kubectl apply -n @home@ -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: open-port}
spec:
  podSelector: {matchExpressions: [{key: app, operator: Exists}]}
  ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 8080}]}]
YAML
@end@
@if fault=cni@
sed 's/-listen=:@admin@/-listen=127.0.0.1:@admin@/' app.yaml | kubectl replace -f -
kubectl rollout status deployment/@app@ -n @home@
@end@
answer why-silent @cause@
