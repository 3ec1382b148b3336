# Which of the three moments is it? Then the one field.
kubectl describe deployment @app@
@if fault=probe@
kubectl patch deployment @app@ --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/readinessProbe","value":{"httpGet":{"path":"/ready","port":8000},"periodSeconds":2}}]'
@end@
@if fault=goodbye@
kubectl patch deployment @app@ --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/lifecycle","value":{"preStop":{"sleep":{"seconds":5}}}}]'
@end@
@if fault=strategy@
kubectl patch deployment @app@ -p '{"spec":{"strategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":0}}}}'
@end@
kubectl rollout status deployment/@app@
