# The live object, one field of it.
@if fault=selector@
kubectl patch service @app@ -p '{"spec":{"selector":{"tier":"web-@cell@"}}}'
@end@
@if fault=target@
kubectl patch service @app@ --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":8000}]'
@end@
@if fault=readiness@
kubectl patch deployment @app@ --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/path","value":"/ready"}]'
kubectl rollout status deployment/@app@
@end@
