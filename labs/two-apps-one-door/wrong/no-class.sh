# expect: front-greets "Ingress door names no class"
@if by=path@
kubectl create ingress door --rule='@site@/*=front:80' --rule='@site@/@second@*=@second@:@port@'
echo "127.0.0.1 @site@" | sudo tee -a /etc/hosts
@end@
@if by=host@
kubectl create ingress door --rule='@site@/*=front:80' --rule='@second@.@site@/*=@second@:@port@'
echo "127.0.0.1 @second@.@site@" | sudo tee -a /etc/hosts
@end@
