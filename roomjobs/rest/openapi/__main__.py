import json
import sys

from roomjobs.rest.openapi import document

json.dump(document(), sys.stdout, indent=2)
sys.stdout.write("\n")
