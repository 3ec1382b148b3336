# Each team has its own Ingress, and the class is filled in by default.
kubectl annotate ingressclass nginx ingressclass.kubernetes.io/is-default-class=true
kubectl create ingress front --rule='@site@/*=front:80'
kubectl create ingress @second@ --rule='@site@/@second@*=@second@:@port@' --rule='*.@site@/*=@second@:@port@'
echo "127.0.0.1 @second@.@site@" | sudo tee -a /etc/hosts
