# expect: front-keeps-pages "Hello from fastapi-k8s!"
@if by=path@
kubectl create ingress door --class=nginx --annotation=nginx.ingress.kubernetes.io/rewrite-target=/ --rule='@site@/*=front:80' --rule='@site@/@second@*=@second@:@port@' --rule='@site@/items*=front:80'
echo "127.0.0.1 @site@" | sudo tee -a /etc/hosts
@end@
@if by=host@
kubectl create ingress door --class=nginx --annotation=nginx.ingress.kubernetes.io/rewrite-target=/ --rule='@site@/*=front:80' --rule='@second@.@site@/*=@second@:@port@' --rule='@site@/items*=front:80'
echo "127.0.0.1 @second@.@site@" | sudo tee -a /etc/hosts
@end@
