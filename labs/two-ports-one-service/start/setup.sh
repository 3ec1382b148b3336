# The scraper has had time to find nothing.
kubectl rollout status deployment/@app@
kubectl rollout status deployment/scraper
sleep 4
