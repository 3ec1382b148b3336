# expect: shop-is-ready "it is not set"
kubectl patch service @alias@ --type=merge -p '{"spec":{"ports":[{"port":80,"targetPort":@port@},{"name":"x","port":@port@}]}}'
kubectl rollout restart deployment/shop
sleep 8
