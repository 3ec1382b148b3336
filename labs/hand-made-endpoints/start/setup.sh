# The caller has called, and heard what there is to hear.
kubectl rollout status deployment/caller
sleep 5
