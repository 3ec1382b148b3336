# expect: name-leads-there "there is no name"
@if by=path@
kubectl create ingress door --class=nginx --rule='@site@/*=front:80' --rule='@site@/@second@*=@second@:@port@'
curl -s -H 'Host: @site@' http://localhost/@second@
@end@
@if by=host@
kubectl create ingress door --class=nginx --rule='@site@/*=front:80' --rule='@second@.@site@/*=@second@:@port@'
curl -s -H 'Host: @second@.@site@' http://localhost/
@end@
