"""Handlers of the Lambdas: thin, over the same services as everything else."""
