# One dash.
cat agreed.txt
kubectl describe networkpolicy @app@-figures
@if need=both@
sed -i 's/- podSelector:/  podSelector:/' policy.yaml
kubectl apply -f policy.yaml
@end@
@if need=either@
sed -i 's/^          podSelector:/        - podSelector:/' policy.yaml
kubectl apply -f policy.yaml
@end@
answer peers-found @peers@
answer pod-mistaken @role@
kubectl exec plain -n @watch@ -- wget -qO- -T 2 http://@app@.default:@port@/
kubectl exec @role@ -n default -- wget -qO- -T 2 http://@app@:@port@/
