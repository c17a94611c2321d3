"""Experiments: many worlds with the same luck, and what can be said from comparing them.

    pair.compare              two worlds, person by person: what a safeguard spares, directly and by spillover
    ensemble.ensemble         the same world with other luck: quantiles over seeds
    sweep.sweep               a study file: grids and samples of parameters, resumable, one table
    rank.rank                 the Shapley value of each safeguard of a menu
    sensitivity.sensitivity   which unmeasured assumption an answer hangs on (Morris, Sobol, one at a time)
    verdict.verdict           a claim, its effect, where it holds in the plausible space, and what flips it
    calibrate.calibrate       parameter values that published figures cannot rule out
    loops.loops               six feedback loops, each with and without

`worlds` says what a world is and runs many of them; `study` keeps what is finished, so that an interrupted
experiment never repeats a world; `paired` is the arithmetic of differences.
"""
