# expect: pod-named "that is not it"
@if need=both@
sed -i 's/- podSelector:/  podSelector:/' policy.yaml
kubectl apply -f policy.yaml
@end@
@if need=either@
sed -i 's/^          podSelector:/        - podSelector:/' policy.yaml
kubectl apply -f policy.yaml
@end@
answer peers-found @peers@
answer pod-mistaken plain
