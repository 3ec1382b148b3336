# Both made anew from the file.
sed -i -e 's/serviceName: .*/serviceName: @service@/' -e 's/    app: @service@/    app: @store@/' -e '/clusterIP: None/d' store.yaml
sed -i '0,/^spec:/s//spec:\n  clusterIP: None/' store.yaml
kubectl replace --force -f store.yaml
kubectl rollout status statefulset/@store@
sleep 30
