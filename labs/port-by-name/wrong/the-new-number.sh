# expect: all-four "nobody listens on that port"
kubectl patch service @app@ --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":@port@}]'
@if fault=unnamed|renamed@
answer which-port a
@end@
@if fault=stale@
answer which-port b
@end@
