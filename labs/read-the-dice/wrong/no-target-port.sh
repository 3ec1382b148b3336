# expect: all-answer "nobody listens on that port"
kubectl scale deployment @app@ --replicas=@pods@
kubectl expose deployment @app@ --port=80
kubectl rollout status deployment/@app@
answer first-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
answer last-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
