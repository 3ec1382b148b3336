# Another Ingress in its place, in one line; its class comes by default.
kubectl annotate ingressclass nginx ingressclass.kubernetes.io/is-default-class=true
kubectl delete ingress @app@
kubectl create ingress door --rule='@app@.local/*=@app@:@port@'
answer who-said-no @verdict@
