eval "$(_CARTELS_COMPLETE=bash_source cartels)"
