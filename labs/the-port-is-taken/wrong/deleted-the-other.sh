# expect: holder-inside "there is no name @holder@.@team@"
kubectl delete service @holder@ --namespace @team@
sed -i 's/nodePort: .*/nodePort: @port@/' service.yaml
kubectl apply -f service.yaml
