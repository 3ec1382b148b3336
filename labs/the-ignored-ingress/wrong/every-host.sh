# expect: strangers-outside "an answer with status 200 for host stranger.example"
kubectl delete ingress @app@
kubectl create ingress @app@ --class=nginx --rule='/*=@app@:@port@'
