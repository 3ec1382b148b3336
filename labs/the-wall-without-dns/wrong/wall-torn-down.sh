# expect: wall-stands "nothing-leaves is gone"
kubectl delete networkpolicy nothing-leaves -n @home@
sleep 5
