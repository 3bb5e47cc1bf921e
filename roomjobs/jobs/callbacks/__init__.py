"""
Callbacks: what an owner's own service is told when a job or a batch has ended, by an HTTP request.

The address is stored before the job, in an item of its own, its subscription. So a process may die at any
line: the sweep asks the subscriptions whether their job has ended. Each end becomes one callback whose id
follows from the end, so what is done twice has the same id. It is sent until the receiver takes it, for a
day.
"""
