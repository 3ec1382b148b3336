# expect: no-request-lost "after the rollout began"
kubectl rollout restart deployment @app@
kubectl rollout status deployment/@app@
