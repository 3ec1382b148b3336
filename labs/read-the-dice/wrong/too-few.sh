# expect: all-answer "2 Pods"
kubectl scale deployment @app@ --replicas=2
kubectl expose deployment @app@ --port=80 --target-port=8000
kubectl rollout status deployment/@app@
answer first-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
answer last-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
