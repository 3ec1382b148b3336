# expect: caller-talks "no Pod with the labels app=caller got an answer"
kubectl create service clusterip @service@ -n @caller@ --tcp=80:8000
sleep 5
answer first-ending @caller@.svc.cluster.local
