"""
Many plans in one request.

A batch is taken in whole, as one object in S3 and one item in the table; a worker then makes a job of each
plan. The ids of its jobs follow from its own, so whatever is done twice finds the same jobs. Each end of a
job is counted in one transaction with a mark on the job, so it counts once.
"""
