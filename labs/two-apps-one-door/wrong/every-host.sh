# expect: stranger-stays-outside "an answer with status 200 for host stranger.example"
@if by=path@
kubectl create ingress door --class=nginx --rule='/*=front:80' --rule='/@second@*=@second@:@port@'
echo "127.0.0.1 @site@" | sudo tee -a /etc/hosts
@end@
@if by=host@
kubectl create ingress door --class=nginx --rule='/*=front:80' --rule='@second@.@site@/*=@second@:@port@'
echo "127.0.0.1 @second@.@site@" | sudo tee -a /etc/hosts
@end@
