# expect: page-below "no rule for the host @app@.local has a path for /items/7"
kubectl delete ingress @app@
kubectl create ingress @app@ --class=nginx --rule='@app@.local/=@app@:@port@'
