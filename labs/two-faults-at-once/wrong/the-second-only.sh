# expect: front-is-answered "@app@"
@if pair=selector-policy@
sed -i 's/role: @front@/app: @front@/' policy.yaml
kubectl apply -f policy.yaml
@end@
@if pair=dns-target@
kubectl patch service @app@ --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":8000}]'
@end@
