"""The command line: `glasshouse run`, `explain`, `report`, `parameters` and the rest.

`app` holds the commands, `door` what every command has in common (errors, exit codes, interruption),
`options` the options they share, `progress` and `summary` what is seen during and after a run. The commands
do nothing that `glasshouse.api` cannot do: they read words, call it, and print.
"""
