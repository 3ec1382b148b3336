# expect: name-answers "@app@:80"
kubectl create service clusterip @app@-2 --tcp=80:8000
