# expect: name-answers "http://@service@:@port@/"
kubectl patch service @service@ --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":80}]'
sleep 2
