# expect: each-answers "5 Pods"
kubectl patch deployment @app@ --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/imagePullPolicy","value":"Never"}]'
kubectl scale deployment @app@ --replicas=5
kubectl rollout status deployment/@app@ --timeout=60s
answer same-port b
