# expect: console-closed "gets through to Pod @home@/@app@"
kubectl patch service @app@ -n @home@ --type=json -p '[{"op":"remove","path":"/spec/ports/2"}]'
@if fault=selector@
answer why-silent a
@end@
@if fault=namespace@
answer why-silent b
@end@
@if fault=cni@
answer why-silent c
@end@
