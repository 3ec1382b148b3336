# A pool of one address for the one Service, another for whoever comes.
kubectl delete ipaddresspools,l2advertisements --all --namespace metallb-system
cat <<'YAML' | kubectl apply -f -
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: reserved, namespace: metallb-system}
spec:
  addresses: ["172.18.@net@.@last@/32"]
  autoAssign: false
---
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: others, namespace: metallb-system}
spec:
  addresses: ["172.18.@net@.8-172.18.@net@.9"]
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: both, namespace: metallb-system}
spec:
  ipAddressPools: [reserved, others]
YAML
kubectl delete -f services.yaml
kubectl apply -f services.yaml
kubectl annotate service @app@ metallb.io/address-pool=reserved
sleep 5
