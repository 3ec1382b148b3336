# Each team has its own Ingress, and the class is filled in by default.
kubectl annotate ingressclass nginx ingressclass.kubernetes.io/is-default-class=true
kubectl create ingress front --rule='@site@/*=front:80'
@if by=path@
kubectl create ingress @second@ --rule='@site@/@second@*=@second@:@port@'
echo "127.0.0.1 @site@" | sudo tee -a /etc/hosts
@end@
@if by=host@
kubectl create ingress @second@ --rule='*.@site@/*=@second@:@port@'
echo "127.0.0.1 @second@.@site@" | sudo tee -a /etc/hosts
@end@
