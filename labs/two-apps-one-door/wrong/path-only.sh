# expect: host-answers "no Ingress has a rule for the host @second@.@site@"
kubectl create ingress door --class=nginx --rule='@site@/*=front:80' --rule='@site@/@second@*=@second@:@port@'
echo "127.0.0.1 @site@ @second@.@site@" | sudo tee -a /etc/hosts
