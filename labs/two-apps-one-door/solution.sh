# Which ports do the Services have, and which class is there?
kubectl get services
kubectl get ingressclass
cat > door.yaml <<'EOF'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: door
spec:
  ingressClassName: nginx
  rules:
    - host: @site@
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: front
                port:
                  number: 80
          - path: /@second@
            pathType: Prefix
            backend:
              service:
                name: @second@
                port:
                  number: @port@
    - host: @second@.@site@
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: @second@
                port:
                  number: @port@
EOF
kubectl apply -f door.yaml
echo "127.0.0.1 @site@ @second@.@site@" | sudo tee -a /etc/hosts
curl -s http://@site@/@second@/
curl -s http://@second@.@site@/
