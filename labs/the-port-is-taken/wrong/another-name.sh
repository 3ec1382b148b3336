# expect: app-inside "there is no name @app@"
kubectl patch service @holder@ --namespace @team@ -p '{"spec":{"type":"ClusterIP"}}'
kubectl create service nodeport outside --tcp=80:8000 --node-port=@port@
kubectl patch service outside -p '{"spec":{"selector":{"app":"@app@"}}}'
