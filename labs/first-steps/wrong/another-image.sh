# expect: each-answers "refused the connection"
kubectl delete deployment @app@
kubectl create deployment @app@ --image=nginx --replicas=@copies@ --port=8000
kubectl rollout status deployment/@app@ --timeout=60s
answer same-port b
