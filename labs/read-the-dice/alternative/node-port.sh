# A NodePort Service is a ClusterIP Service too.
kubectl scale deployment dice --replicas=@pods@
kubectl create service nodeport dice --tcp=80:8000
kubectl wait --for=condition=Available deployment/dice
answer first-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
answer last-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
