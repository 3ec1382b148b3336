# expect: has-it "ip of services/@app@ to be"
kubectl delete ipaddresspools,l2advertisements --all --namespace metallb-system
cat <<'YAML' | kubectl apply -f -
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: ours, namespace: metallb-system}
spec:
  addresses: ["172.18.@net@.8-172.18.@net@.15"]
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: ours, namespace: metallb-system}
YAML
sleep 5
