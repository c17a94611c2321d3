"""The day: eight mechanisms in the order of a record's life, composed a week at a time by `loop`."""
