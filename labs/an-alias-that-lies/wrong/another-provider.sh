# expect: shop-talks "no Pod with the labels app=shop got an answer"
kubectl create deployment stand-in --image=nginx
kubectl delete service @alias@
kubectl expose deployment stand-in --name=@alias@ --port=80
kubectl rollout status deployment/shop --timeout=60s
