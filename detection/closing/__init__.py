"""Close the gaps and the likely openings of a drawing."""
