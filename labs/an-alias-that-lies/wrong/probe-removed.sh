# expect: probe-stays "readinessProbe of shop is another"
kubectl patch deployment shop --type=json -p '[{"op":"remove","path":"/spec/template/spec/containers/0/readinessProbe"}]'
kubectl rollout status deployment/shop --timeout=60s
