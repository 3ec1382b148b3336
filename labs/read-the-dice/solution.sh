# As many Pods as are wanted, a Service, and a look at its chain.
kubectl scale deployment dice --replicas=@pods@
kubectl expose deployment dice --port=80 --target-port=8000
kubectl rollout status deployment/dice
ssh docker-desktop iptables-save -t nat | grep -e '-A KUBE-SVC.*dice'
answer first-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
answer last-rule $(awk 'BEGIN { printf "%.2f", 1 / @pods@ }')
