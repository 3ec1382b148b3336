# expect: item "Hello from fastapi-k8s!"
sed -i 's#rewrite-target: /#rewrite-target: /$2#; s#path: /@prefix@#path: /@prefix@(/|$)(.*)#' ingress.yaml
kubectl apply -f ingress.yaml
