# The live object, one field of it; the file, where the field is missing.
@if fault=typo@
kubectl patch ingress @app@ -p '{"spec":{"ingressClassName":"nginx"}}'
@end@
@if fault=classless@
sed -i 's/^spec:/spec:\n  ingressClassName: nginx/' ingress.yaml
kubectl apply -f ingress.yaml
@end@
@if fault=port@
kubectl patch ingress @app@ --type=json -p '[{"op":"replace","path":"/spec/rules/0/http/paths/0/backend/service/port/number","value":@port@}]'
@end@
@if fault=service@
kubectl patch ingress @app@ --type=json -p '[{"op":"replace","path":"/spec/rules/0/http/paths/0/backend/service/name","value":"@app@"}]'
@end@
answer who-said-no @verdict@
