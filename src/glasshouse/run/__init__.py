"""Ways of running a plan: threads on this machine, shards on a cluster."""
