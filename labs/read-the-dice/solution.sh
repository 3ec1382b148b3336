# As many Pods as are wanted, a Service, and a look at its chain.
kubectl scale deployment @app@ --replicas=@pods@
kubectl expose deployment @app@ --port=80 --target-port=8000
kubectl rollout status deployment/@app@
ssh docker-desktop iptables-save -t nat | grep -e '-A KUBE-SVC.*@app@'
answer first-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
answer last-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
