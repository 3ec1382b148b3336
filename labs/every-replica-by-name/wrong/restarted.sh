@if fault=address@
# expect: gives-all "the CLUSTER-IP and the endpoints"
@end@
@if fault=name|selector@
# expect: answers-0 "there is no name @store@-0.@service@"
@end@
kubectl rollout restart statefulset @store@
kubectl rollout status statefulset/@store@
sleep 5
