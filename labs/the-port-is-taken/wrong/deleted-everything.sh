# expect: holder-runs "is gone"
kubectl delete service,deployment @holder@ --namespace @team@
kubectl create deployment other --image=traefik/whoami --namespace @team@
kubectl create service clusterip @holder@ --tcp=80 --namespace @team@
kubectl patch service @holder@ --namespace @team@ -p '{"spec":{"selector":{"app":"other"}}}'
sed -i 's/nodePort: .*/nodePort: @port@/' service.yaml
kubectl apply -f service.yaml
kubectl rollout status deployment/other --namespace @team@
