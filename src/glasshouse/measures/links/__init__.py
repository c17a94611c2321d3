"""The measures themselves, one file for each link of the chain, each a tuple called MEASURES."""
