# expect: answers "who announces 172.18.@net@.@last@"
kubectl delete ipaddresspools,l2advertisements --all --namespace metallb-system
cat <<'YAML' | kubectl apply -f -
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: ours, namespace: metallb-system}
spec:
  addresses: ["172.18.@net@.8-172.18.@net@.15"]
YAML
kubectl annotate service @app@ metallb.io/loadBalancerIPs=172.18.@net@.@last@
sleep 3
