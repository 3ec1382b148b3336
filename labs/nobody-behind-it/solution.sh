# Who is behind it, are they ready, and where do they listen?
kubectl get endpointslices -l kubernetes.io/service-name=@app@
kubectl get pods --show-labels
@if fault=selector@
sed -i 's/wed-@cell@/web-@cell@/' service.yaml
kubectl apply -f service.yaml
@end@
@if fault=target@
sed -i 's/targetPort: 80@cell@/targetPort: 8000/' service.yaml
kubectl apply -f service.yaml
@end@
@if fault=readiness@
sed -i 's#path: /cell-@cell@/ready#path: /ready#' app.yaml
kubectl apply -f app.yaml
kubectl rollout status deployment/@app@
@end@
curl -s http://localhost/
