# Long enough for the worker to say what it cannot do.
kubectl wait --for=condition=Available deployment --all -n @data@ --timeout=60s
kubectl wait --for=condition=Available deployment --all -n attic --timeout=60s
kubectl rollout status deployment/worker -n @home@
sleep 9
