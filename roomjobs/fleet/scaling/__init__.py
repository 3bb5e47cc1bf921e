"""How many workers there are: the policy of the template, an autoscaler that follows it, and a simulation."""
