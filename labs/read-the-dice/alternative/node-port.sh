# A NodePort Service is a ClusterIP Service too.
kubectl scale deployment @app@ --replicas=@pods@
kubectl create service nodeport @app@ --tcp=80:8000
kubectl wait --for=condition=Available deployment/@app@
answer first-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
answer last-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
