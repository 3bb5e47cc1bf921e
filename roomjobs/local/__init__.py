"""The whole service on one machine: an AWS-compatible endpoint and the processes behind `make run`."""
