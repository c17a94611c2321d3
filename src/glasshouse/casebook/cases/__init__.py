"""The cases, one file each: a question, what goes in, what is held back, and the rows that come out."""
