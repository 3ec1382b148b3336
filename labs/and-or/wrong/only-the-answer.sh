# expect: these-and-no-others "Pod"
@if need=both@
answer peers-found 2
@end@
@if need=either@
answer peers-found 1
@end@
