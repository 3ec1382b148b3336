# Who has the port? It keeps its name and gives the port back.
kubectl get services --all-namespaces
kubectl patch service @holder@ --namespace @team@ -p '{"spec":{"type":"ClusterIP"}}'
sed -i 's/nodePort: .*/nodePort: @port@/' service.yaml
kubectl apply -f service.yaml
curl -s -m 3 http://172.18.0.3:@port@/
