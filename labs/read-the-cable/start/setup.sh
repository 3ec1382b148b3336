kubectl apply -f near.yaml
kubectl wait --for=condition=Ready pod/near --timeout=60s
