# MetalLB as somebody left it.
kubectl apply -f https://raw.githubusercontent.com/metallb/metallb/v0.15.3/config/manifests/metallb-native.yaml
kubectl wait --namespace metallb-system --for=condition=Ready pod --all --timeout=120s
kubectl apply -f metallb.yaml
kubectl rollout status deployment/@app@
sleep 3
