# Which name is called, and which names are there?
kubectl logs deployment/web --tail=2
kubectl get services
kubectl exec deployment/web -- nslookup @app@@suffix@.default.svc.cluster.local.
answer what-dns-says b
sed -i 's#http://@app@@suffix@#http://@app@#' web.yaml
kubectl apply -f web.yaml
kubectl rollout status deployment/web
kubectl logs deployment/web --tail=2
