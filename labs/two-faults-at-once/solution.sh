# One hop after the other: the name, the endpoints, the port, the wall.
kubectl exec deployment/@front@ -- nslookup @app@.default.svc.cluster.local
kubectl get endpointslices -l kubernetes.io/service-name=@app@
@if pair=selector-policy@
sed -i 's/app: @app@-v2/app: @app@/' service.yaml
kubectl apply -f service.yaml
sed -i 's/role: @front@/app: @front@/' policy.yaml
kubectl apply -f policy.yaml
@end@
@if pair=dns-target@
kubectl scale deployment coredns -n kube-system --replicas=2
kubectl rollout status deployment/coredns -n kube-system
sed -i 's/targetPort: @stray@/targetPort: 8000/' service.yaml
kubectl apply -f service.yaml
@end@
kubectl exec deployment/@front@ -- wget -qO- -T 3 http://@app@/
