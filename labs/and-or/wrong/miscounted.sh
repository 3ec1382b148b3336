# expect: peers-counted "that is not it"
@if need=both@
sed -i 's/- podSelector:/  podSelector:/' policy.yaml
kubectl apply -f policy.yaml
answer peers-found 1
@end@
@if need=either@
sed -i 's/^          podSelector:/        - podSelector:/' policy.yaml
kubectl apply -f policy.yaml
answer peers-found 2
@end@
answer pod-mistaken @role@
