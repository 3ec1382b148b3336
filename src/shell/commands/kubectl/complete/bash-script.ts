/**
 * What `kubectl completion bash` prints: a function for bash's `complete`, which asks kubectl itself.
 *
 * Models: kubectl completion (cobra bash_completionsV2.go), whose function has this name and who is asked with the same
 * `__complete`. SIMPLIFIED: without the descriptions that a second Tab shows there.
 */
export const BASH_SCRIPT = `# bash completion for kubectl                                 -*- shell-script -*-

__start_kubectl()
{
    local line=\${COMP_LINE:0:COMP_POINT} reply directive name cur
    local -a words
    COMPREPLY=()
    read -ra words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    cur=\${words[-1]}
    reply=$(command kubectl __complete "\${words[@]:1}" 2>/dev/null) || return
    directive=\${reply##*:}
    reply=\${reply%:*}
    (( directive & 1 )) && return
    (( directive & 2 )) && compopt -o nospace
    (( directive & 4 )) && compopt +o default
    if (( directive & 8 )); then
        for name in $reply; do
            mapfile -t -O \${#COMPREPLY[@]} COMPREPLY < <(compgen -f -X "!*.$name" -- "$cur")
        done
        mapfile -t -O \${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$cur")
        compopt -o filenames
        return
    fi
    [[ $cur == -*=* ]] && cur=\${cur#*=}
    while IFS=$'\\t' read -r name _; do
        [[ -n $name && $name == "$cur"* ]] && COMPREPLY+=("$name")
    done <<< "$reply"
}

complete -o default -F __start_kubectl kubectl
`;
