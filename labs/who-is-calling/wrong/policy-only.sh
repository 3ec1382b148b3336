# expect: worker-2-keeps-it "on which nodes its Pods are"
kubectl patch service @app@ -p '{"spec":{"externalTrafficPolicy":"Local"}}'
sleep 2
