"""HTTP to AWS with little processor time: own signatures, libcurl underneath, botocore's errors on top."""
