# expect: name-answers "@app@:80"
kubectl scale deployment @app@ --replicas=3
sleep 5
