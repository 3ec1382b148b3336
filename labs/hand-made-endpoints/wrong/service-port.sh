# expect: name-answers "http://@service@:@port@/"
kubectl patch service @service@ --type=json -p '[{"op":"replace","path":"/spec/ports/0/port","value":80}]'
kubectl label endpointslice @service@-outside kubernetes.io/service-name=@service@ --overwrite
sleep 2
