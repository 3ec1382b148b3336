# expect: answer-read "The answer was not a"
kubectl delete ingress @app@
kubectl create ingress @app@ --class=nginx --rule='@app@.local/*=@app@:@port@'
@if fault=typo|classless@
answer who-said-no b
@end@
@if fault=port|service@
answer who-said-no a
@end@
