"""The tables of the shipped societies, and the readers that check any table before it becomes a society."""
