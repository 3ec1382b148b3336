# expect: name-leads-there "there is no name"
kubectl create ingress door --class=nginx --rule='@site@/*=front:80' --rule='@site@/@second@*=@second@:@port@' --rule='@second@.@site@/*=@second@:@port@'
curl -s -H 'Host: @second@.@site@' http://localhost/
