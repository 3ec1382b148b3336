@if fault=address@
# expect: gives-all "the CLUSTER-IP and the endpoints"
@end@
@if fault=name|selector@
# expect: answers-0 "there is no name @store@-0.@service@"
@end@
kubectl expose pod @store@-0 --port=8000
kubectl expose pod @store@-1 --port=8000
kubectl expose pod @store@-2 --port=8000
sleep 5
