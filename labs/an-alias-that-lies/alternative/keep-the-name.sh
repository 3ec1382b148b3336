# The shop goes on saying the alias.
@if fault=port@
address=$(kubectl get pods --namespace @home@ -l app=@provider@ -o jsonpath='{.items[0].status.podIP}')
kubectl delete service @alias@
cat <<YAML | kubectl apply -f -
apiVersion: v1
kind: Service
metadata: {name: @alias@}
spec:
  ports: [{port: 80}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: @alias@-1
  labels: {kubernetes.io/service-name: @alias@}
addressType: IPv4
ports: [{port: 80}]
endpoints: [{addresses: ["$address"]}]
YAML
kubectl rollout restart deployment/shop
@end@
@if fault=host@
sed -i 's#-T 2#--header "Host: @provider@.@home@" &#' caller.yaml
kubectl apply -f caller.yaml
@end@
kubectl rollout status deployment/shop --timeout=60s
