# expect: version-2-listens "refused the connection"
sed -i 's/"@port@"/"8000"/; s/port: @port@/port: 8000/' v2.yaml
kubectl apply -f v2.yaml
kubectl patch service @app@ --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":8000}]'
kubectl rollout status deployment/@app@-v2
@if fault=unnamed|renamed@
answer which-port a
@end@
@if fault=stale@
answer which-port b
@end@
