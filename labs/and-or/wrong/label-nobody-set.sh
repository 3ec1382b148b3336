# expect: these-and-no-others "no namespace has the label name=@watch@"
@if need=both@
sed -i 's/- podSelector:/  podSelector:/' policy.yaml
@end@
@if need=either@
sed -i 's/^          podSelector:/        - podSelector:/' policy.yaml
@end@
sed -i 's#kubernetes.io/metadata.name#name#' policy.yaml
kubectl apply -f policy.yaml
