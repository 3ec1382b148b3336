# expect: second-answers "on to port 5678 of Service @second@, which has @port@"
@if by=path@
kubectl create ingress door --class=nginx --rule='@site@/*=front:80' --rule='@site@/@second@*=@second@:5678'
echo "127.0.0.1 @site@" | sudo tee -a /etc/hosts
@end@
@if by=host@
kubectl create ingress door --class=nginx --rule='@site@/*=front:80' --rule='@second@.@site@/*=@second@:5678'
echo "127.0.0.1 @second@.@site@" | sudo tee -a /etc/hosts
@end@
