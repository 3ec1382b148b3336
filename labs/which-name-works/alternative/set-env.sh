# On the live object, and the full name.
kubectl set env deployment/caller -n @caller@ API=http://@service@.@home@.svc.cluster.local
kubectl rollout status deployment/caller -n @caller@
answer first-ending @caller@.svc.cluster.local.
