# expect: worker-1-keeps-it "and not 172.18.0.1"
kubectl patch service @app@ -p '{"spec":{"sessionAffinity":"ClientIP"}}'
kubectl scale deployment @app@ --replicas=6
kubectl rollout status deployment/@app@
