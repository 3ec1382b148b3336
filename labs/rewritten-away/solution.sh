# Two Ingresses: one that rewrites, for the app that needs it, and one that leaves the path alone.
curl -s -H 'Host: @site@' http://localhost/@prefix@/items/@item@
kubectl logs deployment/backend --tail=1
cat > ingress.yaml <<'EOF'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: site
  annotations:
    nginx.ingress.kubernetes.io/rewrite-target: /$2
spec:
  ingressClassName: nginx
  rules:
    - host: @site@
      http:
        paths:
          - path: /@prefix@(/|$)(.*)
            pathType: ImplementationSpecific
            backend:
              service:
                name: backend
                port:
                  number: 80
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: plain
spec:
  ingressClassName: nginx
  rules:
    - host: @site@
      http:
        paths:
          - path: /@mirror@
            pathType: Prefix
            backend:
              service:
                name: @mirror@
                port:
                  number: 80
EOF
kubectl apply -f ingress.yaml
sleep 2; curl -s -H 'Host: @site@' http://localhost/@prefix@/items/@item@
curl -s -H 'Host: @site@' http://localhost/@mirror@/a/b
