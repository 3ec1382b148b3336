# expect: answers "nobody on the link answered"
kubectl patch service @app@ -p '{"spec":{"externalIPs":["172.18.@net@.@last@"]}}'
sleep 2
