# expect: name-answers "@app@:80"
kubectl rollout restart deployment @app@
sleep 5
