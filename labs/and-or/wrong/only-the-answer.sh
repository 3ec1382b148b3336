# expect: these-and-no-others "Pod"
@if need=both@
answer peers-found 2
answer pod-mistaken @role@
@end@
@if need=either@
answer peers-found 1
answer pod-mistaken @role@
@end@
