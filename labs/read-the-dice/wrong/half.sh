# expect: first-read "that is not it"
kubectl scale deployment dice --replicas=@pods@
kubectl expose deployment dice --port=80 --target-port=8000
kubectl rollout status deployment/dice
answer first-rule 0.50
answer last-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
