# expect: all-answer "nobody listens on that port"
kubectl scale deployment dice --replicas=@pods@
kubectl expose deployment dice --port=80
kubectl rollout status deployment/dice
answer first-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
answer last-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
