"""What must hold of CloudFront and of the stack policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment


def only_cloudfront_reads_the_page(made: Deployment) -> Iterator[str]:
    page = made.stacks["frontend"]
    config = page.resources["Distribution"]["Properties"]["DistributionConfig"]
    origins = {each["Id"]: each for each in config["Origins"]}
    if origins["page"].get("OriginAccessControlId") != "<OriginAccess>":
        yield "CloudFront does not sign its reads"
    allowed = [
        each
        for _, policy in page.of_type("AWS::S3::BucketPolicy")
        for each in policy["PolicyDocument"]["Statement"]
        if each["Effect"] == "Allow"
    ]
    for each in allowed:
        source = each.get("Condition", {}).get("StringEquals", {}).get("aws:SourceArn", "")
        if each["Principal"] != {"Service": "cloudfront.amazonaws.com"} or "<Distribution>" not in source:
            yield "others than this distribution may read the page"


def errors_of_the_api_stay_errors(made: Deployment) -> Iterator[str]:
    config = made.stacks["frontend"].resources["Distribution"]["Properties"]["DistributionConfig"]
    if config.get("CustomErrorResponses"):
        yield "an error of the API would show as the page"
    behaviours = {each["PathPattern"]: each for each in config["CacheBehaviors"]}
    api = behaviours.get("/api/*")
    stages = [each["StageName"] for _, each in made.of_type("AWS::ApiGateway::Stage")]
    if api is None or stages != ["api"]:
        yield f"the page looks for the API under /api, which is the stage {stages}"
        return
    if api["CachePolicyId"] != "4135ea2d-6df8-44a3-9df3-4b5a84be39ad":
        yield "answers of the API are kept"
    if api.get("OriginRequestPolicyId") != "b689b0a8-53d0-40ab-baf2-68738e2966ac":
        yield "the API gets the host of CloudFront, or no headers, and refuses"
    if "POST" not in api["AllowedMethods"]:
        yield "nobody can submit through CloudFront"


def screens_are_the_page(made: Deployment) -> Iterator[str]:
    code = made.stacks["frontend"].resources["Screens"]["Properties"]["FunctionCode"]
    is_file = re.search(r"if \(!/(.+)/\.test\(request\.uri\)\)", code)
    if is_file is None or 'request.uri = "/index.html"' not in code:
        yield "screens are not answered by the page"
        return
    job, batch = "job_" + "0" * 32, "batch_" + "0" * 32
    screens = ("editor", "operations", "jobs", f"jobs/{job}", "batches", f"batches/{batch}", "compare")
    for screen in screens:
        if re.search(is_file[1], f"/{screen}"):
            yield f"/{screen} would be looked for in the bucket"
    for file in ("index.html", "assets/index-0a1b.js", "favicon.svg"):
        if not re.search(is_file[1], f"/{file}"):
            yield f"/{file} would be answered by the page"
    config = made.stacks["frontend"].resources["Distribution"]["Properties"]["DistributionConfig"]
    functions = config["DefaultCacheBehavior"].get("FunctionAssociations", [])
    elsewhere = any("FunctionAssociations" in each for each in config["CacheBehaviors"])
    if elsewhere or [each["EventType"] for each in functions] != ["viewer-request"]:
        yield "the function stands before the files of the page, and before nothing else"


def browsers_are_guarded(made: Deployment) -> Iterator[str]:
    config = made.stacks["frontend"].resources["Distribution"]["Properties"]["DistributionConfig"]
    for behaviour in [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]:
        if behaviour.get("ResponseHeadersPolicyId") != "<Headers>":
            yield "answers lack the security headers"
        if behaviour["ViewerProtocolPolicy"] not in ("https-only", "redirect-to-https"):
            yield "the page answers without TLS"


CHECKS = (
    only_cloudfront_reads_the_page,
    errors_of_the_api_stay_errors,
    screens_are_the_page,
    browsers_are_guarded,
)
