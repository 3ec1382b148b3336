# expect: item "an answer with status 307"
sed -i 's#rewrite-target: /#rewrite-target: /$1#; s#path: /@prefix@#path: /@prefix@(/|$)(.*)#; s/pathType: Prefix/pathType: ImplementationSpecific/' ingress.yaml
kubectl apply -f ingress.yaml
