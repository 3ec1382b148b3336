# expect: pods-of-@watch@ "is another"
@if need=both@
sed -i 's/- podSelector:/  podSelector:/' policy.yaml
@end@
@if need=either@
sed -i 's/^          podSelector:/        - podSelector:/' policy.yaml
@end@
kubectl apply -f policy.yaml
kubectl label pod plain -n @watch@ role=@role@ --overwrite
