# The Service made again, by a command, with the Pod's port called by a name.
kubectl patch deployment @app@ -p '{"spec":{"template":{"spec":{"containers":[{"name":"exporter","ports":[{"name":"figures","containerPort":@listens@}]}]}}}}'
kubectl rollout status deployment/@app@
kubectl delete service @app@
kubectl create service clusterip @app@ --tcp=80:8000 --tcp=@metrics@:figures --dry-run=client -o yaml | sed 's/name: @metrics@-figures/name: metrics/' | kubectl apply -f -
