# What the Ingress names is made to exist: right for the class and the Service's name.
@if fault=typo@
kubectl create -f - <<'EOF'
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: @slip@
spec:
  controller: k8s.io/ingress-nginx
EOF
kubectl annotate ingress @app@ seen=yes
@end@
@if fault=classless@
kubectl annotate ingress @app@ kubernetes.io/ingress.class=nginx
@end@
@if fault=service@
kubectl expose deployment @app@ --name=@app@-service --port=@port@ --target-port=8000
@end@
@if fault=port@
kubectl replace --force -f - <<'EOF'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: @app@
spec:
  ingressClassName: nginx
  rules:
    - host: @app@.local
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: @app@, port: {number: @port@}}}
EOF
@end@
answer who-said-no @verdict@
