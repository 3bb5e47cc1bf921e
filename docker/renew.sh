#!/bin/sh
# Takes the newest digest of each base image into the Dockerfile:
#
#   docker/renew.sh [Dockerfile]
#
# Digests are asked of the registry, not of what was pulled here: those of the whole list, for all processors.
set -eu
dockerfile=${1:-docker/Dockerfile}

grep -oE '^ARG [A-Z_]+_IMAGE=[^@]+' "$dockerfile" | while IFS='= ' read -r _ name image; do
  digest=$(docker buildx imagetools inspect "$image" --format '{{.Manifest.Digest}}')
  case $digest in
    sha256:????????????????????????????????????????????????????????????????) ;;
    *) echo "The registry gave no digest of $image, but: $digest" >&2 && exit 1 ;;
  esac
  sed -i "s|^ARG $name=.*|ARG $name=$image@$digest|" "$dockerfile"
  echo "$image@$digest"
done
