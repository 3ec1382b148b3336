# What does the door say, and who took the Ingress?
curl -s -i -H 'Host: @app@.local' http://localhost/
kubectl get ingress,service
kubectl get ingressclass
@if fault=typo@
sed -i 's/@slip@/nginx/' ingress.yaml
@end@
@if fault=classless@
kubectl patch ingress @app@ -p '{"spec":{"ingressClassName":"nginx"}}'
@end@
@if fault=port@
sed -i 's/number: 8000/number: @port@/' ingress.yaml
@end@
@if fault=service@
sed -i 's/@app@-service/@app@/' ingress.yaml
@end@
answer who-said-no @verdict@
kubectl apply -f ingress.yaml
sleep 2; curl -s -i -H 'Host: @app@.local' http://localhost/
