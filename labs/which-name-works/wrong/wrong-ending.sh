# expect: ending-named "that is not it"
kubectl set env deployment/caller -n @caller@ API=http://@service@.@home@
kubectl rollout status deployment/caller -n @caller@
answer first-ending svc.cluster.local
