# What was applied, mended and applied again.
sed -i 's/  type: NodePort/&\n  externalTrafficPolicy: Local/' service.yaml
kubectl apply -f service.yaml
@if fault=single@
sed -i 's/replicas: 1/replicas: 4/' app.yaml
@end@
@if fault=pinned@
sed -i '/nodeSelector:/,+1d' app.yaml
@end@
kubectl apply -f app.yaml
kubectl rollout status deployment/@app@
sleep 3
