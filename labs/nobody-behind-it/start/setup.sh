# Time for the Pods to start, and for the readiness probe to have its say.
sleep 6
