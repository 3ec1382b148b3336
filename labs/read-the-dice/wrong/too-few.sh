# expect: all-answer "2 Pods"
kubectl scale deployment dice --replicas=2
kubectl expose deployment dice --port=80 --target-port=8000
kubectl rollout status deployment/dice
answer first-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
answer last-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
