# expect: last-read "that is not it"
kubectl scale deployment @app@ --replicas=@pods@
kubectl expose deployment @app@ --port=80 --target-port=8000
kubectl rollout status deployment/@app@
answer first-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
answer last-rule 1.00
