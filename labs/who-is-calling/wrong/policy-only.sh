# expect: worker-2-keeps-it "on which nodes its Pods are"
# The Pods stay on one node, and the other one falls silent.
@if fault=single@
kubectl patch deployment @app@ -p '{"spec":{"template":{"spec":{"nodeSelector":{"kubernetes.io/hostname":"kind-worker"}}}}}'
kubectl rollout status deployment/@app@
@end@
kubectl patch service @app@ -p '{"spec":{"externalTrafficPolicy":"Local"}}'
sleep 2
