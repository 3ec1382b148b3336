# expect: front-is-answered "@app@"
@if pair=selector-policy@
kubectl set selector service @app@ app=@app@
@end@
@if pair=dns-target@
kubectl scale deployment coredns -n kube-system --replicas=2
kubectl rollout status deployment/coredns -n kube-system
@end@
