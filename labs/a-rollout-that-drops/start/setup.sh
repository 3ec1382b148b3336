kubectl rollout status deployment/@app@
kubectl rollout status deployment/caller
sleep 8
