# expect: service-untouched "of @app@ is another"
kubectl delete ingress @app@
kubectl patch service @app@ --type=json -p '[{"op":"replace","path":"/spec/ports/0/port","value":8000}]'
kubectl create ingress @app@ --class=nginx --rule='@app@.local/*=@app@:8000'
