#!/bin/sh
# Installs files of pinned requirements into a virtual environment:
#
#   requirements/install.sh .venv requirements/local.txt
#
# uv takes a fifth of pip's time, and is itself one of the packages that pip installs here. It reads none of pip's
# settings but the index that is handed on below. Where it cannot install, pip does, and says why if it cannot either.
set -eu
environment=$1
file=$2
pip="$environment/bin/pip --disable-pip-version-check"
uv=.venv/bin/uv

index="${PIP_INDEX_URL:-$($pip config get global.index-url 2>/dev/null || true)}"
if [ -n "$index" ]; then
  export UV_DEFAULT_INDEX="$index"
fi
if [ -x "$uv" ] && UV_HTTP_TIMEOUT=120 "$uv" pip install --quiet --python "$environment/bin/python" \
    --require-hashes --requirements "$file"; then
  exit 0
fi
$pip install --quiet --require-hashes --requirement "$file"
