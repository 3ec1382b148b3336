# The program closes its own door, which helps with any network.
kubectl patch deployment @app@ -n @home@ --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/1/args/0","value":"-listen=127.0.0.1:@admin@"}]'
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
