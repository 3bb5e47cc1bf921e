"""What a drawing leaves open, closed."""
