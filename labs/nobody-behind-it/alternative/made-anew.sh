# The object that is wrong, made again.
@if fault=selector|target@
kubectl delete service @app@
kubectl expose deployment @app@ --type=LoadBalancer --port=80 --target-port=8000 --selector=app=@app@
@end@
@if fault=readiness@
sed -i 's#/cell-@cell@/ready#/health#' app.yaml
kubectl replace --force -f app.yaml
kubectl rollout status deployment/@app@
@end@
