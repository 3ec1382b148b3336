# All three run; a client that could ask them has a shell.
kubectl rollout status statefulset/@store@
kubectl run client --image=nicolaka/netshoot --command -- sleep infinity
kubectl wait --for=condition=Ready pod/client --timeout=60s
sleep 2
