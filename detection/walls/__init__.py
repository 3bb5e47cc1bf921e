"""How walls are drawn, and what they leave of rooms."""
