# Another slice, made anew under another name.
kubectl delete endpointslice @service@-outside
cat <<'YAML' | kubectl apply -f -
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ours
  labels:
    kubernetes.io/service-name: @service@
addressType: IPv4
ports: [{name: @portName@, port: 80, protocol: TCP}]
endpoints: [{addresses: ["93.184.215.14"], conditions: {ready: true}}]
YAML
sleep 2
