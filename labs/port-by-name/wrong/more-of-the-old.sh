# expect: version-1-listens "4 Pods"
kubectl scale deployment @app@-v2 --replicas=0
kubectl scale deployment @app@-v1 --replicas=4
kubectl rollout status deployment/@app@-v1
@if fault=unnamed|renamed@
answer which-port a
@end@
@if fault=stale@
answer which-port b
@end@
