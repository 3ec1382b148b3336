# The live object, one field of it; the file, where the field is missing.
@if fault=typo@
kubectl patch ingress @app@ -p '{"spec":{"ingressClassName":"nginx"}}'
answer who-said-no a
@end@
@if fault=classless@
sed -i 's/^spec:/spec:\n  ingressClassName: nginx/' ingress.yaml
kubectl apply -f ingress.yaml
answer who-said-no a
@end@
@if fault=port@
kubectl patch ingress @app@ --type=json -p '[{"op":"replace","path":"/spec/rules/0/http/paths/0/backend/service/port/number","value":@port@}]'
answer who-said-no b
@end@
@if fault=service@
kubectl patch ingress @app@ --type=json -p '[{"op":"replace","path":"/spec/rules/0/http/paths/0/backend/service/name","value":"@app@"}]'
answer who-said-no b
@end@
