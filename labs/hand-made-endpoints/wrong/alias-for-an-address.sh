# expect: name-answers "there is no name @service@"
kubectl delete service @service@
kubectl create service externalname @service@ --external-name=93.184.215.14
sleep 2
