# expect: all-four "nobody listens on that port"
sed -i 's/targetPort: @name@/targetPort: 8000/' service.yaml
kubectl apply -f service.yaml
@if fault=unnamed|renamed@
answer which-port a
@end@
@if fault=stale@
answer which-port b
@end@
