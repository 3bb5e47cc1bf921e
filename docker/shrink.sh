#!/bin/sh
# Takes out of the packages in a folder what a running service never reads, and compiles the rest:
#
#   shrink.sh /opt/room-jobs/lib
set -eu

find "$1" -depth -type d -name tests -exec rm -r {} +

python botocore_data.py "$1"

# Bytecode that is checked against nothing: layers do not keep the times that Python would compare, and a worker
# that starts from zero has no second to spend on compiling.
python -m compileall -q --invalidation-mode unchecked-hash "$1"
