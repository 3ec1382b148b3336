# expect: name-answers "has it endpoints"
kubectl label endpointslice @service@-outside service-name=@service@
kubectl label endpointslice @service@-outside app=@service@ --overwrite
sleep 2
