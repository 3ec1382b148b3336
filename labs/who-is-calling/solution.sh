# Nodes send to their own Pods only, and each worker has one.
kubectl get pods -o wide
sed -i 's/  type: NodePort/&\n  externalTrafficPolicy: Local/' service.yaml
kubectl apply -f service.yaml
@if fault=single@
sed -i 's/replicas: 1/replicas: 2/' app.yaml
@end@
@if fault=pinned@
sed -i '/nodeSelector:/,+1d' app.yaml
@end@
kubectl apply -f app.yaml
kubectl rollout status deployment/@app@
curl -s -m 3 http://172.18.0.3:@port@/
curl -s -m 3 http://172.18.0.4:@port@/
kubectl logs --selector app=@app@ --tail=2
