# Who is behind it, are they ready, and where do they listen?
kubectl get endpointslices -l kubernetes.io/service-name=@app@
kubectl get pods --show-labels
@if fault=selector@
sed -i 's/tier: wed/tier: web/' service.yaml
kubectl apply -f service.yaml
@end@
@if fault=target@
sed -i 's/targetPort: 8080/targetPort: 8000/' service.yaml
kubectl apply -f service.yaml
@end@
@if fault=readiness@
sed -i 's#path: /readyz#path: /ready#' app.yaml
kubectl apply -f app.yaml
kubectl rollout status deployment/@app@
@end@
curl -s http://localhost/
