"""Plans and drawings: reading, importing, keeping."""
