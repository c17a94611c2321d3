"""Benchmarks: one question per file, each answered with tables in which wall time and CPU time stand side by side.

    scripts/bench                         every question but the last three
    scripts/bench speed memory            some of them
    scripts/bench --quick                 small sizes, one repeat: does it still run?
    scripts/bench --json results.json     the same as data (`-`: on standard output)

    speed        how many person-days a second, and how many core-nanoseconds each?
    mechanisms   where do they go: passes, candidates and their accepted share, mechanism by mechanism?
    memory       how many bytes a person, and what does a process hold at its peak?
    start_up     how long until the first word, with a cold and a warm cache?
    people       does the cost of a person depend on how many there are?
    scale        what do checkpoints, mapped memory and a cluster cost, and how much goes over the wire?
    lab          how long until the sandbox answers, at three sizes?
    peers        how fast are Mesa, Starsim and NumPy on the same step? (pip install -c constraints.txt -e '.[peers]')
    soak         ten clients at once for minutes: own answers, flat memory?
    gpu          how far is a GPU from its own bounds, and is its digest the processor's?

Machines are shared and noisy: the minimum says what the program can do, the median what one gets, and CPU time
beside wall time says how much of the difference was somebody else.
"""
