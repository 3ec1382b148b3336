# The caller has moved to a namespace of its own, and took the old name along.
kubectl create namespace @caller@
kubectl apply -f caller.yaml
kubectl rollout status deployment/caller -n @caller@
kubectl rollout status deployment/@service@ -n @home@
sleep 5
