/**
 * Sessions as people type them, once for `hop sh --typed` and once for real keys in a browser: each line is entered,
 * then the terminal is in the state that is named, and what stands beside it can be read there.
 */

/**
 * The shell's prompt is back; it asks for more of the command; another program (an inner shell, an editor) reads the
 * keyboard; nobody reads it.
 */
export type Waits = "prompt" | "more" | "reading" | "running";

export interface TypedStep {
  /** Typed and entered; `^C`, `^D`, `^Z` and `^[` alone are the keys. */
  readonly line: string;
  readonly waits: Waits;
  readonly shows: readonly (string | RegExp)[];
}

export interface TypedSession {
  readonly name: string;
  readonly steps: readonly TypedStep[];
}

type Shown = readonly (string | RegExp)[];
const prompt = (line: string, ...shows: Shown): TypedStep => ({ line, waits: "prompt", shows });
const more = (line: string, ...shows: Shown): TypedStep => ({ line, waits: "more", shows });
const reads = (line: string, ...shows: Shown): TypedStep => ({ line, waits: "reading", shows });
const runs = (line: string, ...shows: Shown): TypedStep => ({ line, waits: "running", shows });

/** A line that blocks, given up with Ctrl-C; the status that it leaves. */
function interrupted(line: string, exitCode: number, ...shows: Shown): readonly TypedStep[] {
  return [runs(line, ...shows), prompt("^C"), prompt("echo status=$?", `status=${exitCode}`)];
}

/** The same for what reads the keyboard; `waits` is "more" where the shell itself does. */
function givenUp(line: string, exitCode: number, waits: Waits = "reading", ...shows: Shown): readonly TypedStep[] {
  return [{ line, waits, shows }, prompt("^C"), prompt("echo status=$?", `status=${exitCode}`)];
}

const WEB = [
  prompt("kubectl run web --image=nginx", "pod/web created"),
  prompt("kubectl run box --image=busybox -- sleep 1d", "pod/box created"),
  prompt("kubectl wait --for=condition=Ready pod/web pod/box", "pod/box condition met"),
  prompt("clear"),
];

export const TYPED_SESSIONS: readonly TypedSession[] = [
  {
    name: "shells inside shells",
    steps: [
      prompt("x=outer; export y=kept"),
      reads("bash"),
      reads('echo "[$x]" $y $SHLVL', "[] kept 2"),
      reads("sh"),
      reads("echo I am $0", "I am sh"),
      reads("exit 3"),
      reads("echo status=$?", "status=3"),
      prompt("^D", "exit"),
      prompt("echo back in $x", "back in outer"),
      reads("ssh docker-desktop"),
      reads("hostname; whoami", /docker-desktop\nroot/),
      reads("cd /etc && pwd", "/etc"),
      prompt("exit", /logout\nConnection to docker-desktop closed\./),
      reads("sudo -s"),
      reads("whoami", "root"),
      prompt("^D", "exit"),
      reads("bash -c 'read -p name? n; echo hello $n'", "name?"),
      prompt("Ada", "hello Ada"),
    ],
  },
  {
    name: "here-documents",
    steps: [
      more("cat <<EOF > out.txt"),
      more("at home in $HOME, $((6 * 7))"),
      more("  indented"),
      prompt("EOF"),
      prompt("cat out.txt", /at home in \/home\/learner, 42\n {2}indented/),
      more("cat <<'EOF'"),
      more("not $HOME"),
      prompt("EOF", "not $HOME"),
      more("for n in 1 2; do cat <<END | tr a-z A-Z"),
      more("round $n"),
      more("END"),
      prompt("done", /ROUND 1\nROUND 2/),
      more("kubectl apply -f - <<EOF"),
      more("apiVersion: v1"),
      more("kind: ConfigMap"),
      more("metadata: {name: typed}"),
      more("data: {shell: $SHELL}"),
      prompt("EOF", "configmap/typed created"),
      prompt("kubectl get cm typed -o jsonpath='{.data.shell}{\"\\n\"}'", /^\/bin\/bash$/m),
      more("cat <<A; cat <<B"),
      more("first"),
      more("A"),
      more("second"),
      prompt("B", /first\nsecond/),
      more("cat <<EOF"),
      more("never shown"),
      prompt("^C"),
      prompt("echo status=$?", "status=130"),
      more("cat <<EOF"),
      more("cut short"),
      prompt("^D", "delimited by end-of-file (wanted `EOF')", "cut short"),
      prompt('tr a-z A-Z <<< "here string"', "HERE STRING"),
    ],
  },
  {
    name: "commands of several lines",
    steps: [
      more("for i in 1 2 3"),
      more("do"),
      more('echo "n=$i"'),
      prompt("done", /n=1\nn=2\nn=3/),
      more("if false; then"),
      more("echo no"),
      more("else"),
      more("echo otherwise"),
      prompt("fi", "otherwise"),
      more("greet() {"),
      more("local who=$1"),
      more('echo "hello, $who"'),
      prompt("}"),
      prompt("greet you", "hello, you"),
      more("case $HOME in"),
      more("/home/*) echo at home ;;"),
      prompt("esac", "at home"),
      more("echo 'one"),
      prompt("two'", /one\ntwo/),
      more("echo joined \\"),
      prompt("up", "joined up"),
      more("echo $((1 +"),
      prompt("41))", "42"),
      more("printf '%s\\n' c a b |"),
      prompt("sort", /a\nb\nc/),
      more("true &&"),
      prompt("echo and so on", "and so on"),
      more("x=$(echo"),
      prompt('sub); echo "<$x>"', "<>"),
      more("while true; do"),
      prompt("^C"),
      prompt("echo status=$?", "status=130"),
      prompt("fi", "syntax error near unexpected token `fi'"),
    ],
  },
  {
    name: "Ctrl-C in what waits for time or for the network",
    steps: [
      ...interrupted("sleep 1000", 130),
      ...interrupted("ping 127.0.0.1", 0, "64 bytes from 127.0.0.1"),
      ...interrupted("tail -f /etc/hosts", 130, "127.0.0.1"),
      ...interrupted("watch -n 1 echo tick", 0, "tick"),
      ...interrupted("nc -l 9000", 130),
      ...interrupted("curl http://10.255.255.1/", 130),
      ...interrupted("wget http://10.255.255.1/", 130, "Connecting to 10.255.255.1:80"),
      ...interrupted("python3 -m http.server", 0, "Serving HTTP on 0.0.0.0 port 8000"),
      ...interrupted("sudo tcpdump -ni any", 0, "listening on any"),
      ...interrupted("traceroute 10.255.255.1", 130, "traceroute to 10.255.255.1"),
      ...interrupted("telnet 10.255.255.1", 130, "Trying 10.255.255.1"),
      ...interrupted("ssh docker-desktop journalctl -f", 130, "kubelet"),
      ...interrupted("sleep 1000 | cat", 130),
      ...interrupted("time sleep 1000", 130),
      ...interrupted("timeout 1000 sleep 2000", 130),
      ...interrupted("bash -c 'sleep 1000; echo not this'", 130),
      ...interrupted("sudo sleep 1000", 130),
      ...interrupted("sleep 1000 & wait", 130),
      prompt("clear"),
    ],
  },
  {
    name: "Ctrl-C in what is busy, and in what reads",
    steps: [
      ...interrupted("while true; do sleep 1; done", 130),
      ...interrupted("while :; do :; done", 130),
      ...interrupted("yes > /dev/null", 130),
      ...interrupted("for i in 1 2 3; do sleep 500; echo $i; done", 130),
      ...interrupted("f() { sleep 500; echo after; }; f", 130),
      ...givenUp("cat", 130),
      ...givenUp("read x", 130, "more"),
      ...givenUp("sort", 130),
      ...givenUp("grep x", 130),
      // Until it asks, the page's state is still that of the prompt before.
      ...givenUp("select a in x y; do echo $a; done", 130, "more", "#?"),
      ...givenUp("nslookup", 1),
      reads("bc -q"),
      reads("^C", "(interrupt) use quit to exit."),
      reads("6*7", "42"),
      prompt("quit"),
      reads("bash"),
      reads("^C"),
      reads("echo status=$?", "status=130"),
      prompt("exit"),
      prompt("trap 'true' INT"),
      runs("sleep 500; echo went on"),
      prompt("^C", "went on"),
    ],
  },
  {
    name: "Ctrl-C in kubectl",
    steps: [
      ...WEB,
      prompt("kubectl create deployment never --image=nope:1", "created"),
      ...interrupted("kubectl get pods -w", 1, /web +1\/1/),
      ...interrupted("kubectl logs -f web", 1, "start worker processes"),
      ...interrupted("kubectl port-forward pod/web 8080:80", 0, "Forwarding from 127.0.0.1:8080"),
      ...interrupted("kubectl wait --for=condition=Available deployment/never --timeout=1h", 1),
      ...interrupted("kubectl rollout status deployment/never", 1, "Waiting for deployment"),
      ...interrupted("kubectl proxy", 130, "Starting to serve on 127.0.0.1:8001"),
      ...interrupted("kubectl exec box -- ping 127.0.0.1", 130, "64 bytes from 127.0.0.1"),
      ...interrupted("kubectl exec box -- sleep 1000", 130),
      ...interrupted("kubectl run x --rm -it --image=nope:2 -- sh", 1),
    ],
  },
  {
    name: "jobs",
    steps: [
      runs("sleep 300"),
      prompt("^Z", /\[1\]\+ {2}Stopped +sleep 300/),
      prompt("bg", "[1]+ sleep 300 &"),
      prompt("sleep 400 > /dev/null &", /\[2\] \d+/),
      prompt("jobs", /\[1\]- {2}Running +sleep 300 &\n\[2\]\+ {2}Running +sleep 400 > \/dev\/null &/),
      prompt("jobs -p | wc -l", /^2$/m),
      prompt("kill %2", /\[2\]\+ {2}Terminated +sleep 400 > \/dev\/null/),
      runs("fg", "sleep 300"),
      prompt("^Z", /Stopped +sleep 300/),
      prompt("kill -9 %1", /\[1\]\+ {2}Killed +sleep 300/),
    ],
  },
  {
    name: "jobs that are in the way",
    steps: [
      runs("sleep 300"),
      prompt("^Z"),
      prompt("exit", "There are stopped jobs."),
      runs("%1", "sleep 300"),
      prompt("^C"),
      prompt("sleep 20 &"),
      runs("%sleep", "sleep 20"),
      prompt("^Z"),
      prompt("%1 &", "[1]+ sleep 20 &"),
      prompt("wait; jobs; echo nothing left", "nothing left"),
      reads("cat | tr a-z A-Z"),
      reads("loud", "LOUD"),
      prompt("^D"),
      prompt("(sleep 1; echo from behind) &", /\[1\] \d+/),
      prompt("wait; echo all done", "from behind", "all done"),
      prompt("sleep 100 & sleep 200 &"),
      prompt("kill $(jobs -p); wait; jobs; echo none left", "none left"),
      prompt("f() { sleep 50; }; f & disown; jobs; echo forgotten", "forgotten"),
    ],
  },
  {
    name: "kubectl exec -it",
    steps: [
      ...WEB,
      reads("kubectl exec -it web -- bash"),
      reads("hostname", "web"),
      reads("cd /usr/share/nginx/html && ls", "index.html"),
      reads("for f in *.html"),
      reads("do echo page $f"),
      reads("done", "page index.html"),
      reads("cat > /tmp/note <<E"),
      reads("written inside"),
      reads("E"),
      reads("cat /tmp/note", "written inside"),
      runs("sleep 100"),
      reads("^C"),
      reads("echo status=$?", "status=130"),
      reads("sh"),
      reads("echo deeper", "deeper"),
      reads("^D"),
      prompt("exit 4", "command terminated with exit code 4"),
      prompt("echo status=$?", "status=4"),
      reads("kubectl exec -it box -- sh"),
      reads("nosuch", "sh: nosuch: not found"),
      reads("ps | head -2", "sleep 1d"),
      prompt("^D"),
      prompt("kubectl exec web -- cat /tmp/note", "written inside"),
      prompt("echo 'over a pipe' | kubectl exec -i box -- cat", "over a pipe"),
    ],
  },
  {
    name: "kubectl run --rm -it",
    steps: [
      prompt("kubectl create deployment web --image=nginx", "created"),
      prompt("kubectl expose deployment web --port=80", "exposed"),
      prompt("kubectl rollout status deployment/web", "successfully rolled out"),
      reads("kubectl run tmp --rm -it --image=busybox --restart=Never -- sh", "If you don't see a command prompt"),
      reads("wget -qO- web | grep title", "Welcome to nginx!"),
      reads("nslookup web.default.svc.cluster.local | tail -3", /Address: 10\./),
      reads("false"),
      prompt("exit", 'pod "tmp" deleted'),
      prompt(
        "kubectl run once --rm -it --image=busybox --restart=Never -- echo just this",
        "just this",
        'pod "once" deleted',
      ),
      prompt("kubectl get pods --no-headers | wc -l", /^1$/m),
    ],
  },
  {
    name: "a file that grows",
    steps: [
      prompt("echo first > log"),
      prompt("(for n in 1 2 3; do sleep 1; echo line $n; done >> log) &"),
      runs("tail -f log", "first", "line 3"),
      prompt("^C"),
      runs("tail -n 1 -F later", "cannot open 'later'"),
      prompt("^C"),
      runs("while sleep 1; do date >> log; done & tail -f log | grep --line-buffered 2026", "2026"),
      prompt("^C"),
      prompt("kill %%"),
    ],
  },
  {
    name: "vi and nano",
    steps: [
      reads("vi notes"),
      reads("ihello from vi"),
      reads("second line"),
      reads("^["),
      prompt(":wq"),
      prompt("cat notes", /hello from vi\nsecond line/),
      reads("vi notes"),
      reads("/second"),
      reads("ddgg0Ofirst of all"),
      reads("^["),
      prompt(":x"),
      prompt("head -1 notes", "first of all"),
      prompt("export EDITOR=vi"),
      prompt("kubectl create cm edited --from-literal=a=1", "created"),
      reads("kubectl edit cm edited", "Please edit the object below"),
      reads(':%s/a: "1"/a: "2"/'),
      prompt(":wq", "configmap/edited edited"),
      prompt("kubectl get cm edited -o jsonpath='{.data.a}{\"\\n\"}'", /^2$/m),
      reads("kubectl edit cm edited"),
      prompt(":q!", "Edit cancelled, no changes made."),
    ],
  },
];
