# expect: no-request-lost "after the rollout began"
kubectl patch deployment @app@ --type=strategic -p '{"spec":{"strategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":0}},"template":{"spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"web","readinessProbe":{"httpGet":{"path":"/ready","port":8000},"periodSeconds":2},"lifecycle":{"preStop":{"sleep":{"seconds":5}}}}]}}}}'
kubectl rollout status deployment/@app@
