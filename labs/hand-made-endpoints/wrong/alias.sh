# expect: name-answers "http://@service@:@port@/"
kubectl delete service @service@
kubectl create service externalname @service@ --external-name=example.com --tcp=@port@:80
sleep 35
