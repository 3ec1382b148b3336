# The same from files.
sed -i 's/replicas: 1/replicas: @pods@/' app.yaml
kubectl apply -f app.yaml
cat <<'END' | kubectl apply -f -
apiVersion: v1
kind: Service
metadata: {name: @app@}
spec:
  selector: {app: @app@}
  ports: [{name: http, port: 80, targetPort: 8000}]
END
kubectl rollout status deployment/@app@
answer first-rule $(printf %.2f $(echo | awk '{ print 1 / @pods@ }'))
answer last-rule $(printf %.2f $(echo | awk '{ print 1 / @pods@ }'))
