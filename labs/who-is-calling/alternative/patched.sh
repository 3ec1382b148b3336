# On the live objects.
kubectl patch service @app@ -p '{"spec":{"externalTrafficPolicy":"Local"}}'
@if fault=single@
kubectl scale deployment @app@ --replicas=4
@end@
@if fault=pinned@
kubectl patch deployment @app@ --type=json -p '[{"op":"remove","path":"/spec/template/spec/nodeSelector"}]'
@end@
kubectl rollout status deployment/@app@
sleep 3
