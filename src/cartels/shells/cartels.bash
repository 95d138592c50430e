# bash completion for cartels. The program itself knows what to offer: it prints one candidate in a line, as
# kind, value and description, parted by tabs.

_cartels() {
    local program=cartels kind value help width=0 i
    local -a values=() helps=()
    [[ ${1##*/} == cartels ]] && program=${1/#\~\//$HOME/}
    COMPREPLY=()
    while IFS=$'\t' read -r kind value help; do
        if [[ $kind == file ]]; then
            compopt -o default 2>/dev/null
            return
        fi
        [[ $kind == plain ]] || continue
        # Where = parts words, bash replaces only what stands behind it.
        [[ $COMP_WORDBREAKS == *=* ]] && value=${value#--*=}
        values+=("$value")
        helps+=("$help")
        ((${#value} > width)) && width=${#value}
    done < <(_CARTELS_COMPLETE=bash_complete COMP_LINE=${COMP_LINE:0:COMP_POINT} "$program" 2>/dev/null)
    # Of several candidates bash inserts what they begin with alike, and lists them: there a description does no harm.
    # It does where bash inserts whole candidates: one alone, all of them (type 42), or each in turn (37).
    for ((i = 0; i < ${#values[@]}; i++)); do
        if ((${#values[@]} > 1)) && [[ -n ${helps[i]} && ${COMP_TYPE:-37} != 37 && ${COMP_TYPE:-37} != 42 ]]; then
            printf -v value '%-*s  (%s)' "$width" "${values[i]}" "${helps[i]}"
            COMPREPLY+=("$value")
        else
            COMPREPLY+=("${values[i]}")
        fi
    done
}

complete -o nosort -F _cartels cartels 2>/dev/null || complete -F _cartels cartels
