#!/usr/bin/env bash
# A client for Java, made of docs/openapi.json, submits a plan to the running stack and reads its rooms.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=build/clients
rm -rf $work/java $work/classes && mkdir -p $work/classes
[ -x $work/venv/bin/python ] || .venv/bin/uv venv --quiet $work/venv
.venv/bin/uv pip install --quiet --python $work/venv/bin/python openapi-generator-cli==7.26.0
jar=$(find $work/venv -name openapi-generator.jar)  # Jackson, which the client needs, is in it
java -jar "$jar" generate -i docs/openapi.json -g java --library native -o $work/java \
  -p openApiNullable=false,hideGenerationTimestamp=true > $work/generate.log
find $work/java/src/main -name '*.java' > $work/sources
javac -proc:none -nowarn -cp "$jar" -d $work/classes tests/clients/*.java @$work/sources
eval "$(.venv/bin/roomjobs env)"
java -cp "$work/classes:$jar" RoomsOfAPlan "$ROOMJOBS_API" "$ROOMJOBS_TOKEN"
