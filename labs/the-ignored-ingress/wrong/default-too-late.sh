# expect: front-page "Ingress @app@ "
kubectl annotate ingressclass nginx ingressclass.kubernetes.io/is-default-class=true
kubectl apply -f ingress.yaml
