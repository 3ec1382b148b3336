# expect: figures-answer "has no port @metrics@/TCP"
cat >> service.yaml <<'EOF'
    - port: @metrics@
      targetPort: @listens@
EOF
kubectl apply -f service.yaml
