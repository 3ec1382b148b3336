# The second of the two was at work.
kubectl wait --for=condition=Available deployment --all --timeout=60s
@if pair=dns-target@
kubectl scale deployment coredns -n kube-system --replicas=0
sleep 3
@end@
