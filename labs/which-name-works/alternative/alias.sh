# The caller keeps its name: a Service of that name at home that is only an alias.
kubectl create service externalname @service@ -n @caller@ --external-name=@service@.@home@.svc.cluster.local
answer first-ending .@caller@.svc.cluster.local
