"""
Audits policies by parliament: reads `{name: policy}` from the standard input, ends with 1 if one has a fault.

Runs in the environment of the template tools, which has parliament and nothing of ours.
"""

import json
import sys

from parliament import analyze_policy_string

#: The deploy role has whole services within names of ours, some of whose actions know no names.
ACCEPTED = {
    f"bootstrap/{name}": {"RESOURCE_MISMATCH", "RESOURCE_STAR", "MISMATCHED_TYPE_BUT_USABLE"}
    for name in ("DeployPolicy", "DeployPolicyWithoutNames")
}
#: CodeDeploy asks for alarms of any name, as in AWS's own policy for it (AWSCodeDeployRoleForLambdaLimited).
ANY_NAME = {"api/ReleaseRole/release", "bootstrap/Boundary"}
#: Actions that AWS has had since this parliament was made.
NEW = {"ec2:DescribeVpcEncryptionControls"}

faults = 0
policies = json.load(sys.stdin)
for name, policy in policies.items():
    for finding in analyze_policy_string(json.dumps(policy)).findings:
        if finding.issue in ACCEPTED.get(name, ()) or finding.location.get("string") in NEW:
            continue
        found = (finding.issue, finding.detail)
        if name in ANY_NAME and found == ("RESOURCE_STAR", ["cloudwatch:DescribeAlarms"]):
            continue
        faults += 1
        sys.stdout.write(f"{name}: {finding.issue} {finding.detail} {finding.location}\n")
sys.stdout.write(f"parliament: {len(policies)} policies, {faults} faults\n")
sys.exit(faults > 0)
