# expect: console-closed "gets through to Pod @home@/@app@"
kubectl delete -f policy.yaml
kubectl apply -f policy.yaml
@if fault=selector@
answer why-silent a
@end@
@if fault=namespace@
answer why-silent b
@end@
@if fault=cni@
answer why-silent c
@end@
