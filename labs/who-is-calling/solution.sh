# Nodes send to their own Pods only, and each worker has one.
kubectl get pods -o wide
kubectl patch service @app@ -p '{"spec":{"externalTrafficPolicy":"Local"}}'
@if fault=single@
kubectl scale deployment @app@ --replicas=2
@end@
@if fault=pinned@
kubectl patch deployment @app@ --type=json -p '[{"op":"remove","path":"/spec/template/spec/nodeSelector"}]'
@end@
kubectl rollout status deployment/@app@
curl -s -m 3 http://172.18.0.3:@port@/
curl -s -m 3 http://172.18.0.4:@port@/
kubectl logs --selector app=@app@ --tail=2
