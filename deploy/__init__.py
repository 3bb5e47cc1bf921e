"""Commands that bring the templates to AWS: `make help` lists them."""
