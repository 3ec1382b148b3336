# Everything anew, in two lines, and another way to write the pattern.
kubectl delete ingress site
kubectl create ingress backend --class=nginx --annotation='nginx.ingress.kubernetes.io/rewrite-target=/$1' --rule='@site@/@prefix@/?(.*)=backend:80' --dry-run=client -o yaml | sed 's/pathType: .*/pathType: ImplementationSpecific/' | kubectl apply -f -
kubectl create ingress @mirror@ --class=nginx --rule='@site@/@mirror@*=@mirror@:80'
