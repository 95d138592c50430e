# fish completion for cartels. The program itself knows what to offer: it prints one candidate in a line, as
# kind, value and description, parted by tabs.

function __cartels_complete
    set -l program (string replace -r '^~/' "$HOME/" -- (commandline -opc)[1])
    string match -qr '(^|/)cartels$' -- $program; or set program cartels
    set -l line (commandline -cp | string collect)
    for candidate in (env _CARTELS_COMPLETE=fish_complete COMP_LINE=$line $program 2>/dev/null)
        set -l parts (string split -m 2 \t -- $candidate)
        if test "$parts[1]" = file
            set -l token (commandline -ct)
            set -l option (string match -r -- '^--[^=]+=' $token)
            for path in (__fish_complete_path (string replace -- "$option" '' $token))
                printf '%s%s\n' "$option" $path
            end
        else if test "$parts[1]" = plain
            printf '%s\t%s\n' $parts[2] "$parts[3]"
        end
    end
end

complete --command cartels --no-files --keep-order --arguments '(__cartels_complete)'
