# expect: same-port-name "name"
kubectl patch service @service@ --type=json -p '[{"op":"remove","path":"/spec/ports/0/name"}]'
kubectl delete endpointslice @service@-outside
cat <<'YAML' | kubectl apply -f -
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ours, labels: {kubernetes.io/service-name: @service@}}
addressType: IPv4
ports: [{port: 80}]
endpoints: [{addresses: ["93.184.215.14"]}]
YAML
sleep 2
