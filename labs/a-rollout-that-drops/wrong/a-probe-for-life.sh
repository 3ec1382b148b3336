# expect: no-request-lost "after the rollout began"
@if fault=probe@
kubectl patch deployment @app@ --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/livenessProbe","value":{"httpGet":{"path":"/health","port":8000},"initialDelaySeconds":10,"periodSeconds":2}}]'
@end@
@if fault=goodbye|strategy@
kubectl patch deployment @app@ -p '{"spec":{"minReadySeconds":1}}'
@end@
kubectl rollout status deployment/@app@
