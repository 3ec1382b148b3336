# expect: provider-service-stays "is another"
kubectl patch service @provider@ --namespace @home@ --type=json -p '[{"op":"add","path":"/spec/ports/-","value":{"name":"more","port":81}},{"op":"add","path":"/spec/ports/0/name","value":"web"}]'
sleep 5
