# expect: has-it "it is not set"
kubectl patch service @app@ -p '{"spec":{"externalIPs":["172.18.@net@.@last@"]}}'
sleep 2
