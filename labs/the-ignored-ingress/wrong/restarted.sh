# expect: front-page "Ingress @app@ "
kubectl rollout restart deployment/ingress-nginx-controller -n ingress-nginx
kubectl rollout status deployment/ingress-nginx-controller -n ingress-nginx
kubectl rollout restart deployment/@app@
kubectl rollout status deployment/@app@
