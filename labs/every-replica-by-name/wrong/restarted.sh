# expect: answers-0 "there is no name @store@-0.@service@"
kubectl rollout restart statefulset @store@
kubectl rollout status statefulset/@store@
sleep 5
