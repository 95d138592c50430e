_CARTELS_COMPLETE=fish_source cartels | source
