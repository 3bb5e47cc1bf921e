"""Jobs: the rules, and the use cases that follow them."""
