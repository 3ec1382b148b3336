# The provider is well. The shop has tried, and has said what it thinks.
kubectl rollout status deployment/@provider@ --namespace @home@
sleep 8
