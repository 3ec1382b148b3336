# expect: home-stays "is gone"
kubectl delete deployment,service @service@ -n @home@
kubectl create deployment @service@ -n @caller@ --image=nginx
kubectl expose deployment @service@ -n @caller@ --port=80
kubectl rollout status deployment/@service@ -n @caller@
answer first-ending @caller@.svc.cluster.local
