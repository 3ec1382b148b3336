# expect: each-answers "is not ready: "
kubectl scale deployment @app@ --replicas=@copies@
answer same-port b
