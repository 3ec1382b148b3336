# expect: caller-talks "the name that the caller is given"
kubectl set env deployment/caller -n @caller@ API=http://@home@.@service@
kubectl rollout status deployment/caller -n @caller@
answer first-ending @caller@.svc.cluster.local
