# Somebody has tried it as it is: the image is on the machine, and the kubelet asks a registry for it all the same.
kubectl apply -f app.yaml
sleep 20
