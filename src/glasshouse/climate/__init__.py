"""The weekly exchange between communities: what everybody can see, and the queues of institutions."""
