# expect: node-1-answers "nobody listens on that port"
kubectl patch service @holder@ --namespace @team@ -p '{"spec":{"type":"ClusterIP"}}'
kubectl create service nodeport @app@ --tcp=80 --node-port=@port@
