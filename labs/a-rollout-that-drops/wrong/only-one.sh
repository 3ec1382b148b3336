# expect: both-answer "by 2 Pods"
sed -i 's/replicas: 2/replicas: 1/; /^  strategy:/,/maxUnavailable/d' app.yaml
kubectl delete -f app.yaml
@if fault=probe@
cat >> app.yaml <<'YAML'
          readinessProbe: {httpGet: {path: /ready, port: 8000}}
YAML
@end@
@if fault=goodbye@
cat >> app.yaml <<'YAML'
          lifecycle: {preStop: {sleep: {seconds: 5}}}
YAML
@end@
kubectl apply -f app.yaml
kubectl rollout status deployment/@app@
