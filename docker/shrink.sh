#!/bin/sh
# Takes out of the packages in a folder what a running service never reads, and compiles the rest:
#
#   shrink.sh /opt/room-jobs/lib
set -eu

find "$1" -depth -type d -name tests -exec rm -r {} +

# botocore describes four hundred services. Those that are called here stay, and those that credentials come from.
find "$1" -path '*/botocore/data/*' -prune -type d \
    ! -name dynamodb ! -name ecs ! -name events ! -name s3 ! -name sqs \
    ! -name sso ! -name sso-oidc ! -name sts \
    -exec rm -r {} +

# Bytecode that is checked against nothing: layers do not keep the times that Python would compare, and a worker
# that starts from zero has no second to spend on compiling.
python -m compileall -q --invalidation-mode unchecked-hash "$1"
