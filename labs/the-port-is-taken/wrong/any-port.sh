# expect: node-1-answers "in it: Hostname: @holder@"
sed -i '/nodePort/d' service.yaml
kubectl apply -f service.yaml
