# No file touched: the live object is patched and scaled.
kubectl patch deployment @app@ --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/imagePullPolicy","value":"IfNotPresent"}]'
kubectl scale deployment @app@ --replicas=@copies@
kubectl rollout status deployment/@app@ --timeout=60s
answer same-port B
