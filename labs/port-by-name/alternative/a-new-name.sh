# Another name, in both versions and in the Service.
kubectl patch deployment @app@-v1 --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/ports","value":[{"name":"requests","containerPort":8000}]}]'
kubectl patch deployment @app@-v2 --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/ports","value":[{"name":"requests","containerPort":@port@}]}]'
kubectl rollout status deployment/@app@-v1
kubectl rollout status deployment/@app@-v2
kubectl patch service @app@ --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":"requests"}]'
@if fault=unnamed|renamed@
answer which-port a
@end@
@if fault=stale@
answer which-port b
@end@
