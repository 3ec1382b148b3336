# One dash.
cat agreed.txt
kubectl describe networkpolicy @app@-figures
@if need=both@
sed -i 's/- podSelector:/  podSelector:/' policy.yaml
kubectl apply -f policy.yaml
answer peers-found 2
answer pod-mistaken @role@
@end@
@if need=either@
sed -i 's/^          podSelector:/        - podSelector:/' policy.yaml
kubectl apply -f policy.yaml
answer peers-found 1
answer pod-mistaken @role@
@end@
kubectl exec plain -n @watch@ -- wget -qO- -T 2 http://@app@.default:@port@/
kubectl exec @role@ -n default -- wget -qO- -T 2 http://@app@:@port@/
