# expect: same-port-answered "Here nobody maps a port"
kubectl patch deployment @app@ --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/imagePullPolicy","value":"Never"}]'
kubectl scale deployment @app@ --replicas=@copies@
kubectl rollout status deployment/@app@ --timeout=60s
answer same-port a
