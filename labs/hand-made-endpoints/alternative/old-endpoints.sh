# The old API: deprecated, and mirrored into a slice by a controller.
kubectl delete endpointslice @service@-outside
cat <<'YAML' | kubectl apply -f -
apiVersion: v1
kind: Endpoints
metadata:
  name: @service@
subsets:
  - addresses:
      - ip: 93.184.215.14
    ports:
      - name: @portName@
        port: 80
YAML
sleep 3
