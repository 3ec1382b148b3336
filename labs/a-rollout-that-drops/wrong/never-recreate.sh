# expect: no-request-lost "after the rollout began"
kubectl patch deployment @app@ --type=json -p '[{"op":"replace","path":"/spec/strategy","value":{"type":"Recreate"}}]'
kubectl rollout status deployment/@app@
