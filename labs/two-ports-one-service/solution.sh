# Both ports, and a name for each.
kubectl logs deployment/scraper --tail=2
cat > service.yaml <<'EOF'
apiVersion: v1
kind: Service
metadata:
  name: @app@
spec:
  selector:
    app: @app@
  ports:
    - name: web
      port: 80
      targetPort: 8000
    - name: metrics
      port: @metrics@
      targetPort: @listens@
EOF
kubectl apply -f service.yaml
sleep 4; kubectl logs deployment/scraper --tail=2
