# expect: item "Hello from fastapi-k8s!"
kubectl delete ingress site
kubectl create ingress info --class=nginx --annotation='nginx.ingress.kubernetes.io/rewrite-target=/info' --rule='@site@/@prefix@/info=backend:80'
kubectl create ingress front --class=nginx --annotation='nginx.ingress.kubernetes.io/rewrite-target=/' --rule='@site@/@prefix@=backend:80'
kubectl create ingress @mirror@ --class=nginx --rule='@site@/@mirror@*=@mirror@:80'
