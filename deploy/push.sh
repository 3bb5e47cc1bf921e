#!/usr/bin/env bash
# Builds the image of the worker and pushes it under the commit it is made of: deploy/push.sh docker dev
set -euo pipefail
cd "$(dirname "$0")/.."
engine=$1 environment=$2

if [ -n "$(git status --porcelain)" ]; then
  echo "Error: the image is named by its commit; commit what you changed first." >&2
  exit 1
fi
repository=$(.venv/bin/python -c "
from deploy.target import Target
target = Target('$environment', {})
print(target.outputs(target.bootstrap)['WorkerRepository'])")
image=$repository:$(git rev-parse --short=12 HEAD)

if .venv/bin/python -c "
import boto3, sys
ecr = boto3.client('ecr')
try:
    ecr.describe_images(repositoryName='${repository#*/}', imageIds=[{'imageTag': '${image##*:}'}])
except ecr.exceptions.ImageNotFoundException:
    sys.exit(1)"; then
  echo "$image is there already."
  exit
fi

.venv/bin/python -c "
import base64, boto3
token = boto3.client('ecr').get_authorization_token()['authorizationData'][0]['authorizationToken']
print(base64.b64decode(token).decode().partition(':')[2])" |
  "$engine" login --username AWS --password-stdin "${repository%%/*}"
"$engine" build --platform linux/amd64 --file docker/Dockerfile --target worker --tag "$image" .
"$engine" push "$image"
echo "Pushed $image; \`make deploy ENV=$environment\` takes the image that was pushed last, by its digest."
