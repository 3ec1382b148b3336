# Other fields of the same meaning: a TCP probe, a sleep that is a command, a Deployment that may have one Pod more.
@if fault=probe@
cat >> app.yaml <<'YAML'
          readinessProbe:
            tcpSocket:
              port: 8000
            periodSeconds: 1
YAML
@end@
@if fault=goodbye@
cat >> app.yaml <<'YAML'
          lifecycle:
            preStop:
              exec:
                command: ["sleep", "8"]
YAML
@end@
@if fault=strategy@
sed -i 's/maxSurge: 0/maxSurge: 2/; s/maxUnavailable: 100%/maxUnavailable: 0%/' app.yaml
@end@
kubectl apply -f app.yaml
kubectl rollout status deployment/@app@
