# expect: console-from-inside "refused the connection"
kubectl patch deployment @app@ -n @home@ -p '{"spec":{"template":{"spec":{"containers":[{"name":"console","$patch":"delete"}]}}}}'
kubectl rollout status deployment/@app@ -n @home@
@if fault=selector@
answer why-silent a
@end@
@if fault=namespace@
answer why-silent b
@end@
@if fault=cni@
answer why-silent c
@end@
