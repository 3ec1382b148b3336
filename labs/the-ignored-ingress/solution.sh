# What does the door say, and who took the Ingress?
curl -s -i -H 'Host: @app@.local' http://localhost/
kubectl get ingress,service
kubectl get ingressclass
@if fault=typo@
answer who-said-no a
sed -i 's/@slip@/nginx/' ingress.yaml
@end@
@if fault=classless@
answer who-said-no a
kubectl patch ingress @app@ -p '{"spec":{"ingressClassName":"nginx"}}'
@end@
@if fault=port@
answer who-said-no b
sed -i 's/number: 8000/number: @port@/' ingress.yaml
@end@
@if fault=service@
answer who-said-no b
sed -i 's/@app@-service/@app@/' ingress.yaml
@end@
kubectl apply -f ingress.yaml
sleep 2; curl -s -i -H 'Host: @app@.local' http://localhost/
