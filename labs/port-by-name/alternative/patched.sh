# The live object, its ports replaced.
kubectl patch deployment @app@-v2 --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/ports","value":[{"name":"@name@","containerPort":@port@}]}]'
kubectl rollout status deployment/@app@-v2
@if fault=unnamed|renamed@
answer which-port a
@end@
@if fault=stale@
answer which-port b
@end@
