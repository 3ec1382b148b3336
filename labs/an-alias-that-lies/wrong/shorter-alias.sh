# expect: shop-is-ready "it is not set"
kubectl patch service @alias@ -p '{"spec":{"externalName":"@provider@.@home@"}}'
sleep 8
