"""The casebook: published figures that the laboratory reproduces, or admits that it misses.

    run()                          the whole book
    run(["face-recognition"])      one case
    run(set={"cameras.true_positive_rate": 0.7})   another deployment's figures: predictions

`facts/` holds the figures as data, `cases/` one file for each case, `book` runs them. A case has no model of
its own: it asks the functions and kernels that scenarios run on, or a whole run.
"""
