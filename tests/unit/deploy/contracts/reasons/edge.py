"""Why API Gateway and CloudFront are as they are."""

from __future__ import annotations

from tests.unit.deploy.contracts.reasons.forms import Elsewhere, Given, Group, Only, When

_STAGED = Elsewhere("the_stage_is_bounded_and_logged")
_ANSWERS = {
    "BadBodyProblem": ("BAD_REQUEST_BODY", 400),
    "ThrottledProblem": ("THROTTLED", 429),
    "TooLargeProblem": ("REQUEST_TOO_LARGE", 413),
    "KeyProblem": ("INVALID_API_KEY", 403),
    "QuotaProblem": ("QUOTA_EXCEEDED", 429),
    "NoRouteProblem": ("MISSING_AUTHENTICATION_TOKEN", 404),
    "TimeoutProblem": ("INTEGRATION_TIMEOUT", 504),
    "FailureProblem": ("DEFAULT_5XX", 502),
}
_METHODS = {
    "CreateMethod": ("<JobsResource>", "POST", "Create"),
    "ListMethod": ("<JobsResource>", "ANY", "Api"),
    "StatusMethod": ("<JobResource>", "GET", "Status"),
    "JobMethod": ("<JobResource>", "ANY", "Api"),
    "JobProxyMethod": ("<JobProxyResource>", "ANY", "Api"),
    "ProxyMethod": ("<ProxyResource>", "ANY", "Api"),
}
_INVOKED = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/<{}Alias>/invocations"
_CONFIG = "DistributionConfig"
_DEFAULT, _API = f"{_CONFIG}/DefaultCacheBehavior", f"{_CONFIG}/CacheBehaviors/*"
_HEADERS = "ResponseHeadersPolicyConfig/SecurityHeadersConfig"
_YEAR = 31536000  # seconds


def _named(value: object, otherwise: object = None) -> When:
    """A value where the page has a name of its owner's."""
    return When(lambda made: bool(made.stacks["main"].parameters["DomainName"]), value, otherwise)


TABLE: dict[str, tuple[Group, ...]] = {
    "ApiGateway::Account": (
        ("API Gateway writes logs by its own role", {"CloudWatchRoleArn": "<ApiGatewayRole.Arn>"}),
    ),
    "ApiGateway::RestApi": (
        (
            "drawings and multipart bodies come as bytes; what is smaller than a packet is not compressed",
            {
                "Name": "{p}room-jobs-{e}",
                "EndpointConfiguration/Types/*": "REGIONAL",
                "MinimumCompressionSize": 1024,
                "BinaryMediaTypes/*": (
                    *("application/dxf", "application/gzip", "application/octet-stream", "application/zip"),
                    *("image/vnd.dxf", "multipart/form-data"),
                ),
            },
        ),
    ),
    "ApiGateway::Resource": (
        (
            "two paths have functions of their own; everything else is the app's",
            {
                "RestApiId": "<RestApi>",
                "ParentId": Only(
                    {
                        "api/JobsResource": "<RestApi.RootResourceId>",
                        "api/JobResource": "<JobsResource>",
                        "api/JobProxyResource": "<JobResource>",
                        "api/ProxyResource": "<RestApi.RootResourceId>",
                    }
                ),
                "PathPart": Only(
                    {
                        "api/JobsResource": "jobs",
                        "api/JobResource": "{job_id}",
                        "api/JobProxyResource": "{proxy+}",
                        "api/ProxyResource": "{proxy+}",
                    }
                ),
            },
        ),
    ),
    "ApiGateway::Method": (
        (
            "each path and verb reaches the function that is made for it",
            {
                "RestApiId": "<RestApi>",
                "ResourceId": Only({f"api/{each}": row[0] for each, row in _METHODS.items()}),
                "HttpMethod": Only({f"api/{each}": row[1] for each, row in _METHODS.items()}),
                "Integration/Uri": Only(
                    {f"api/{each}": _INVOKED.format(row[2]) for each, row in _METHODS.items()}
                ),
                "Integration/Type": "AWS_PROXY",
                "Integration/IntegrationHttpMethod": "POST",
                "AuthorizationType": "NONE",
                "ApiKeyRequired": Elsewhere("keys_are_asked_for_where_they_are_wanted"),
                "RequestValidatorId": Only(
                    {"api/CreateMethod": "<BodyValidator>", "api/StatusMethod": "<ParameterValidator>"}
                ),
                "RequestModels/application/json": Only({"api/CreateMethod": "<PlanModel>"}),
                "RequestParameters/method.request.path.job_id": Only({"api/StatusMethod": True}),
            },
        ),
    ),
    "ApiGateway::Model": (
        (
            "an object that is not empty; the app says what is wrong inside it",
            {
                "RestApiId": "<RestApi>",
                "Name": "Plan",
                "ContentType": "application/json",
                "Schema/$schema": "http://json-schema.org/draft-04/schema#",
                "Schema/title": "Plan",
                "Schema/type": "object",
                "Schema/minProperties": 1,
            },
        ),
    ),
    "ApiGateway::RequestValidator": (
        (
            "a submission is looked at before a function is paid for",
            {
                "RestApiId": "<RestApi>",
                "Name": Only({"api/BodyValidator": "body", "api/ParameterValidator": "parameters"}),
                "ValidateRequestBody": Only({"api/BodyValidator": True, "api/ParameterValidator": False}),
                "ValidateRequestParameters": True,
            },
        ),
    ),
    "ApiGateway::GatewayResponse": (
        (
            "API Gateway refuses in the form of the app",
            {
                "RestApiId": "<RestApi>",
                "ResponseType": Only({f"api/{each}": kind for each, (kind, _) in _ANSWERS.items()}),
                "StatusCode": Only({f"api/{each}": status for each, (_, status) in _ANSWERS.items()}),
                "ResponseParameters/gatewayresponse.header.Content-Type": "'application/problem+json'",
            },
        ),
    ),
    "ApiGateway::Stage": (
        (
            "errors are logged, and never bodies; traces and metrics of single methods cost, and tell nothing new",
            {
                "RestApiId": "<RestApi>",
                "StageName": "api",
                "TracingEnabled": False,
                "MethodSettings/*/ResourcePath": "/*",
                "MethodSettings/*/HttpMethod": "*",
                "MethodSettings/*/MetricsEnabled": False,
                "MethodSettings/*/LoggingLevel": "ERROR",
                "MethodSettings/*/DataTraceEnabled": False,
                "MethodSettings/*/ThrottlingRateLimit": Given("RateLimit"),
                "MethodSettings/*/ThrottlingBurstLimit": Given("BurstLimit"),
                "DeploymentId": Elsewhere("the_deployment_shows_the_api"),
                "AccessLogSetting/DestinationArn": (
                    "arn:aws:logs:us-east-1:123456789012:log-group:/{p}room-jobs/{e}/access"
                ),
                "AccessLogSetting/Format": Elsewhere("the_access_log_says_what_happened"),
            },
        ),
    ),
    "ApiGateway::UsagePlan": (
        (
            "one key may do what all may",
            {
                "UsagePlanName": "{p}room-jobs-{e}",
                "ApiStages/*/ApiId": "<RestApi>",
                "ApiStages/*/Stage": "api",
                "Throttle/RateLimit": Given("RateLimit"),
                "Throttle/BurstLimit": Given("BurstLimit"),
                "Quota/Limit": Given("MonthlyQuota"),
                "Quota/Period": "MONTH",
            },
        ),
    ),
    "ApiGateway::UsagePlanKey": (
        (
            "the key is one of the plan",
            {"KeyId": "<ApiKey>", "KeyType": "API_KEY", "UsagePlanId": "<UsagePlan>"},
        ),
    ),
    "ApiGateway::ApiKey": (("a key that works", {"Name": "{p}room-jobs-{e}", "Enabled": True}),),
    "CloudFront::Distribution": (
        (
            "the page by any protocol, in the cheapest regions: it is some hundred kilobytes",
            {
                f"{_CONFIG}/Enabled": True,
                f"{_CONFIG}/HttpVersion": "http2and3",
                f"{_CONFIG}/IPV6Enabled": True,
                f"{_CONFIG}/PriceClass": "PriceClass_100",
                f"{_CONFIG}/DefaultRootObject": "index.html",
            },
        ),
        (
            "a name of the owner's has its certificate, and clients that know TLS 1.2",
            {
                f"{_CONFIG}/WebACLId": When(
                    lambda made: made.stacks["main"].parameters["WebAclArn"] != "", Given("WebAclArn")
                ),
                f"{_CONFIG}/Aliases/*": _named(Given("DomainName")),
                f"{_CONFIG}/ViewerCertificate/AcmCertificateArn": _named(Given("CertificateArn")),
                f"{_CONFIG}/ViewerCertificate/MinimumProtocolVersion": _named("TLSv1.2_2021"),
                f"{_CONFIG}/ViewerCertificate/SslSupportMethod": _named("sni-only"),
                f"{_CONFIG}/ViewerCertificate/CloudFrontDefaultCertificate": _named(None, otherwise=True),
            },
        ),
        (
            "the bucket is read with a signature; the API by TLS, and it answers within 29 s",
            {
                f"{_CONFIG}/Origins/*/Id": ("page", "api"),
                f"{_CONFIG}/Origins/*/DomainName": (
                    "<PageBucket.RegionalDomainName>",
                    "<RestApi>.execute-api.us-east-1.amazonaws.com",
                ),
                f"{_CONFIG}/Origins/*/OriginAccessControlId": "<OriginAccess>",
                f"{_CONFIG}/Origins/*/S3OriginConfig/OriginAccessIdentity": "",
                f"{_CONFIG}/Origins/*/CustomOriginConfig/OriginProtocolPolicy": "https-only",
                f"{_CONFIG}/Origins/*/CustomOriginConfig/OriginSSLProtocols/*": "TLSv1.2",
                f"{_CONFIG}/Origins/*/CustomOriginConfig/OriginReadTimeout": 30,
            },
        ),
        (
            "files are kept, compressed and sent to browsers that are told to come by TLS",
            {
                f"{_DEFAULT}/TargetOriginId": "page",
                f"{_DEFAULT}/ViewerProtocolPolicy": "redirect-to-https",
                f"{_DEFAULT}/AllowedMethods/*": ("GET", "HEAD"),
                f"{_DEFAULT}/Compress": True,
                f"{_DEFAULT}/CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",  # CachingOptimized
                f"{_DEFAULT}/ResponseHeadersPolicyId": "<Headers>",
                f"{_DEFAULT}/FunctionAssociations/*/EventType": "viewer-request",
                f"{_DEFAULT}/FunctionAssociations/*/FunctionARN": "<Screens.FunctionARN>",
            },
        ),
        (
            "the API is never kept, gets all but the host, and is not called without TLS even once",
            {
                f"{_API}/PathPattern": "/api/*",
                f"{_API}/TargetOriginId": "api",
                f"{_API}/ViewerProtocolPolicy": "https-only",
                f"{_API}/AllowedMethods/*": ("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"),
                f"{_API}/Compress": True,
                f"{_API}/CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",  # CachingDisabled
                f"{_API}/OriginRequestPolicyId": "b689b0a8-53d0-40ab-baf2-68738e2966ac",  # AllViewerExceptHostHeader
                f"{_API}/ResponseHeadersPolicyId": "<Headers>",
            },
        ),
    ),
    "Route53::RecordSetGroup": (
        (
            "both kinds of addresses lead to the distribution, whose zone is one for all",
            {
                "HostedZoneId": Given("HostedZoneId"),
                "RecordSets/*/Name": (Given("DomainName"), Given("DomainName")),
                "RecordSets/*/Type": ("A", "AAAA"),
                "RecordSets/*/AliasTarget/DNSName": ("<Distribution.DomainName>",) * 2,
                "RecordSets/*/AliasTarget/HostedZoneId": ("Z2FDTNDATAQYW2",) * 2,
                "RecordSets/*/AliasTarget/EvaluateTargetHealth": (False, False),
            },
        ),
    ),
    "CloudFront::Function": (
        (
            "it is published as soon as it is there",
            {
                "Name": "{p}room-jobs-screens-{e}",
                "AutoPublish": True,
                "FunctionConfig/Runtime": "cloudfront-js-2.0",
            },
        ),
    ),
    "CloudFront::OriginAccessControl": (
        (
            "the bucket answers signed requests alone",
            {
                "OriginAccessControlConfig/Name": "{p}room-jobs-page-{e}",
                "OriginAccessControlConfig/OriginAccessControlOriginType": "s3",
                "OriginAccessControlConfig/SigningBehavior": "always",
                "OriginAccessControlConfig/SigningProtocol": "sigv4",
            },
        ),
    ),
    "CloudFront::ResponseHeadersPolicy": (
        (
            "no frames, no guesses at types, no addresses told to others, TLS for a year",
            {
                "ResponseHeadersPolicyConfig/Name": "{p}room-jobs-page-{e}",
                f"{_HEADERS}/ContentSecurityPolicy/ContentSecurityPolicy": Elsewhere(
                    "pages_load_what_is_theirs"
                ),
                f"{_HEADERS}/FrameOptions/FrameOption": "DENY",
                f"{_HEADERS}/ReferrerPolicy/ReferrerPolicy": "no-referrer",
                f"{_HEADERS}/StrictTransportSecurity/AccessControlMaxAgeSec": _YEAR,
                f"{_HEADERS}/StrictTransportSecurity/IncludeSubdomains": True,
                **{
                    f"{_HEADERS}/{each}/Override": True
                    for each in (
                        *("ContentSecurityPolicy", "ContentTypeOptions", "FrameOptions"),
                        *("ReferrerPolicy", "StrictTransportSecurity"),
                    )
                },
            },
        ),
    ),
}
