"""Small drawings of each kind of entity, as the programs of architects write them."""
