# The other Service stays a NodePort, at a port that the API server picks; ours is made without a file.
kubectl patch service @holder@ --namespace @team@ --type=json -p '[{"op":"remove","path":"/spec/ports/0/nodePort"},{"op":"replace","path":"/spec/type","value":"ClusterIP"}]'
kubectl patch service @holder@ --namespace @team@ -p '{"spec":{"type":"NodePort"}}'
kubectl create service nodeport @app@ --tcp=80:8000 --node-port=@port@
curl -s -m 3 http://172.18.0.2:@port@/
