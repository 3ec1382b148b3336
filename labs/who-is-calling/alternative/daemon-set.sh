# A Pod on every node by definition.
kubectl patch service @app@ -p '{"spec":{"externalTrafficPolicy":"Local"}}'
kubectl delete deployment @app@
sed -i -e 's/kind: Deployment/kind: DaemonSet/' -e '/replicas:/d' -e '/nodeSelector:/,+1d' app.yaml
kubectl apply -f app.yaml
kubectl rollout status daemonset/@app@
sleep 2
