# The live objects.
@if pair=selector-policy@
kubectl set selector service @app@ app=@app@
kubectl patch networkpolicy only-@front@ --type=json -p '[{"op":"add","path":"/spec/ingress/0/from/-","value":{"podSelector":{"matchLabels":{"app":"@front@"}}}}]'
@end@
@if pair=dns-target@
kubectl patch deployment coredns -n kube-system -p '{"spec":{"replicas":1}}'
kubectl rollout status deployment/coredns -n kube-system
kubectl patch service @app@ --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":8000}]'
@end@
