"""REST: routes, HTTP conventions, who may do what, and the documents that go in and out."""
