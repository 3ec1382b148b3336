# expect: other-has-one "172.18.0."
kubectl delete ipaddresspools,l2advertisements --all --namespace metallb-system
cat <<'YAML' | kubectl apply -f -
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: ours, namespace: metallb-system}
spec:
  addresses: ["172.18.0.0/16"]
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: ours, namespace: metallb-system}
YAML
kubectl annotate service @app@ metallb.io/loadBalancerIPs=172.18.@net@.@last@
sleep 5
