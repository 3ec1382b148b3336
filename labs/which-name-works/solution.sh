# The name, with the namespace behind it.
kubectl logs deployment/caller -n @caller@ --tail=2
kubectl exec deployment/caller -n @caller@ -- cat /etc/resolv.conf
sed -i 's#value: http://@service@#&.@home@#' caller.yaml
kubectl apply -f caller.yaml
kubectl rollout status deployment/caller -n @caller@
kubectl logs deployment/caller -n @caller@ --tail=2
answer first-ending @caller@.svc.cluster.local
