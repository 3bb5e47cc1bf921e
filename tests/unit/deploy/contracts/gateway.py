"""What must hold of API Gateway and the Lambdas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from deploy.stamp import deployment_names
from roomjobs import api, upkeep
from roomjobs.config import ConfigurationError, Settings
from roomjobs.local.folders import ROOT
from roomjobs.rest.http.settings import ApiSettings
from roomjobs.rest.schemas.catalogue import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.unit.deploy.environment import Deployment

HANDLERS = {module.__name__: module for module in (api, upkeep)}
LONGEST_ANSWER = 29  # seconds; API Gateway's limit


def the_deployment_shows_the_api(made: Deployment) -> Iterator[str]:
    """For each value of RequireApiKey, since a parameter gives a deployment no other name."""
    template = made.stacks["api"].template
    resources = made.stacks["api"].resources
    deployments = [key for key, each in resources.items() if each["Type"] == "AWS::ApiGateway::Deployment"]
    names = deployment_names(template)
    described = [
        k for k, each in template["Resources"].items() if each["Type"] == "AWS::ApiGateway::Deployment"
    ]
    wanted = names[made.stacks["api"].parameters["RequireApiKey"] == "true"]
    if set(described) != set(names) or deployments != [wanted]:
        yield f"of {described} {deployments} is made, it has to be {wanted} of {names}: run `make stamp`"
        return
    before = ("AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse", "AWS::Lambda::Permission")
    shown = {key for key, each in resources.items() if each["Type"] in before}
    for each in sorted(shown - set(resources[wanted].get("DependsOn", []))):
        yield f"the deployment may be made before {each}: it needs a DependsOn"
    for where, stage in made.of_type("AWS::ApiGateway::Stage"):
        if stage["DeploymentId"] != f"<{wanted}>":
            yield f"{where} shows another deployment"


def every_route_of_the_api_is_there(made: Deployment) -> Iterator[str]:
    methods = routes(made)
    paths = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]
    for path, operations in paths.items():
        for verb in operations.keys() & {"get", "post", "put", "patch", "delete"}:
            if find_route(methods, verb.upper(), path) is None:
                yield f"no method takes {verb.upper()} {path}"
    named = {
        ("POST", "/jobs"): "create-room-detection-job",
        ("GET", "/jobs/{job_id}"): "get-room-detection-status",
        ("GET", "/jobs"): "room-jobs-api",
        ("GET", "/healthz"): "room-jobs-api",
    }
    functions = dict(made.stacks["api"].of_type("AWS::Lambda::Function"))
    for (verb, path), name in named.items():
        found = find_route(methods, verb, path)
        uri = "" if found is None else found["Integration"]["Uri"]
        behind = next(
            (each["FunctionName"] for key, each in functions.items() if _alias_of(key) in uri), None
        )
        if behind is None or not behind.startswith(f"{made.stacks['main'].parameters['Prefix']}{name}"):
            yield f"{verb} {path} is answered by {behind}, not by {name}"


def methods_reach_their_functions(made: Deployment) -> Iterator[str]:
    permissions = dict(made.stacks["api"].of_type("AWS::Lambda::Permission"))
    allowed = {each["FunctionName"] for each in permissions.values()}
    for logical, each in permissions.items():
        if ":123456789012:<RestApi>/" not in each.get("SourceArn", ""):
            yield f"{logical} lets other APIs in"
    functions = dict(made.stacks["api"].of_type("AWS::Lambda::Function"))
    for where, method in made.of_type("AWS::ApiGateway::Method"):
        integration = method["Integration"]
        if integration["Type"] != "AWS_PROXY" or integration["IntegrationHttpMethod"] != "POST":
            yield f"{where}: Lambdas are invoked by POST, as a proxy"
        behind = [_alias_of(key) for key in functions if _alias_of(key) in integration["Uri"]]
        if not behind or behind[0] not in allowed:
            yield f"{where}: API Gateway may not invoke what is behind it"


def _alias_of(function: str) -> str:
    """What a reference to the alias of a function gives, by the function's logical id."""
    return f"<{function.removesuffix('Function')}Alias>"


def submissions_are_validated(made: Deployment) -> Iterator[str]:
    validators = {
        f"<{key}>": each for key, each in made.stacks["api"].of_type("AWS::ApiGateway::RequestValidator")
    }
    create = find_route(routes(made), "POST", "/jobs") or {}
    validator = validators.get(create.get("RequestValidatorId", ""))
    if not (validator and validator.get("ValidateRequestBody") and create.get("RequestModels")):
        yield "POST /jobs takes any body"
    status = find_route(routes(made), "GET", "/jobs/{job_id}") or {}
    if not status.get("RequestParameters", {}).get("method.request.path.job_id"):
        yield "GET /jobs/{job_id} does not ask for the id"


def the_api_asks_who_is_there(made: Deployment) -> Iterator[str]:
    wanted = made.stacks["api"].parameters["Auth"]
    for logical, function in made.stacks["api"].of_type("AWS::Lambda::Function"):
        environment = {"AWS_LAMBDA_FUNCTION_NAME": "x", **function["Environment"]["Variables"]}
        if "ROOMJOBS_AUTH" not in environment:
            yield f"{logical} does not take the parameter Auth"
        try:
            found = ApiSettings.from_environment(environment).auth
        except ConfigurationError as error:
            yield f"{logical}: {error}"
        else:
            if found != wanted:
                yield f"{logical}: {found}, not {wanted}"


def the_stage_is_bounded_and_logged(made: Deployment) -> Iterator[str]:
    groups = {log_group_arn(each) for _, each in made.stacks["api"].of_type("AWS::Logs::LogGroup")}
    for where, stage in made.of_type("AWS::ApiGateway::Stage"):
        if stage.get("AccessLogSetting", {}).get("DestinationArn") not in groups:
            yield f"{where} has no access log"
        else:
            try:
                json.loads(stage["AccessLogSetting"]["Format"])
            except ValueError:
                yield f"{where}: a line of the access log is no JSON"
        settings = stage.get("MethodSettings", [])
        if not any(
            each["ResourcePath"] == "/*"
            and each["HttpMethod"] == "*"
            and int(each.get("ThrottlingRateLimit", 0)) > 0
            for each in settings
        ):
            yield f"{where} is not throttled"
        if any(each.get("DataTraceEnabled") for each in settings):
            yield f"{where} writes plans into its log"
        if stage.get("TracingEnabled") or any(each.get("MetricsEnabled") for each in settings):
            yield f"{where} pays for traces or for metrics of single methods, which no price stands for"
    if not list(made.of_type("AWS::ApiGateway::UsagePlan")):
        yield "there is no usage plan"


def log_group_arn(group: dict[str, Any]) -> str:
    """What names a group as a target. The attribute Arn ends with `:*`, which stands for its streams."""
    return f"arn:aws:logs:us-east-1:123456789012:log-group:{group['LogGroupName']}"


def what_a_region_shares_outlives_the_bootstrap(made: Deployment) -> Iterator[str]:
    """API Gateway has one log role per region, which all APIs in it write by."""
    shared = made.stacks["bootstrap"].template["Resources"]
    for logical in ("ApiGatewayRole", "ApiGatewayAccountSetting"):
        if "Retain" not in shared[logical].get("DeletionPolicy", ""):
            yield f"{logical} goes with the bootstrap, and with it the logs of all APIs in the region"


def refusals_are_problems(made: Deployment) -> Iterator[str]:
    kinds = set()
    for where, answer in made.of_type("AWS::ApiGateway::GatewayResponse"):
        kinds.add(answer["ResponseType"])
        text = answer["ResponseTemplates"]["application/json"].replace("$context.error.messageString", '"x"')
        try:
            problem = json.loads(text)
        except ValueError:
            yield f"{where} is no JSON"
            continue
        if not {"type", "code", "title", "status", "detail", "request_id"} <= problem.keys():
            yield f"{where} is no problem of RFC 9457"
            continue
        known = KINDS.get(problem["code"])
        if known is None or (known.status, known.title) != (problem["status"], problem["title"]):
            yield f"{where} is not of the catalogue: {problem['code']}, {problem['title']}"
        if problem["type"] not in {
            f"/{stage['StageName']}/problems/{problem['code']}"
            for _, stage in made.of_type("AWS::ApiGateway::Stage")
        }:
            yield f"{where}: its type leads to no page"
        if str(problem.get("status")) != answer.get("StatusCode"):
            yield f"{where}: two statuses"
        headers = answer.get("ResponseParameters", {})
        if headers.get("gatewayresponse.header.Content-Type") != "'application/problem+json'":
            yield f"{where} does not say that it is a problem"
    for kind in {
        "BAD_REQUEST_BODY",
        "MISSING_AUTHENTICATION_TOKEN",
        "INTEGRATION_TIMEOUT",
        "INVALID_API_KEY",
        "QUOTA_EXCEEDED",
        "THROTTLED",
        "REQUEST_TOO_LARGE",
        "DEFAULT_5XX",
    } - kinds:
        yield f"{kind} is answered in another form than the app's"


def functions_can_run(made: Deployment) -> Iterator[str]:
    groups = {each["LogGroupName"] for _, each in made.of_type("AWS::Logs::LogGroup")}
    roles = []
    for where, function in made.of_type("AWS::Lambda::Function"):
        module, _, handler = function["Handler"].rpartition(".")
        if not callable(getattr(HANDLERS.get(module), handler, None)):
            yield f"{where}: there is no handler {function['Handler']}"
        yield from _faults_of_settings(where, function["Environment"]["Variables"])
        if function.get("LoggingConfig", {}).get("LogGroup") not in groups:
            yield f"{where} logs to a group that nobody limits"
        if where.startswith("api/") and int(function["Timeout"]) > LONGEST_ANSWER:
            yield f"{where} may take longer than API Gateway waits"
        roles.append(function["Role"])
    if len(set(roles)) != len(roles):
        yield "two functions share a role"


def _faults_of_settings(where: str, environment: dict[str, str]) -> Iterator[str]:
    try:
        settings = Settings.from_environment({"AWS_REGION": "us-east-1", **environment})
    except ConfigurationError as error:
        yield f"{where}: {error}"
    else:
        if settings.metrics_linger_seconds:
            yield f"{where} would write its figures while Lambda has frozen it"
        if where.startswith("api/") and settings.streams:
            yield f"{where} would send events, which API Gateway keeps back until the last"
    if any(name.startswith("AWS_") for name in environment):
        yield f"{where} sets a variable that is Lambda's own"


#: An event of a function that is invoked synchronously. Source: AWS Lambda developer guide, "Lambda quotas".
LONGEST_EVENT = 6 * 2**20


def bodies_fit_into_an_event(made: Deployment) -> Iterator[str]:
    """A drawing comes as base64; in JSON each quotation mark is escaped, which are a sixth of a plan."""
    for where, function in made.stacks["api"].of_type("AWS::Lambda::Function"):
        settings = Settings.from_environment({"AWS_REGION": "x", **function["Environment"]["Variables"]})
        if settings.max_body_bytes * 4 / 3 + 100_000 > LONGEST_EVENT:
            yield f"{where} promises {settings.max_body_bytes} bytes, which Lambda does not take as base64"
        for answer_where, answer in made.of_type("AWS::ApiGateway::GatewayResponse"):
            told = f"{settings.max_body_bytes // 1_000_000} MB"
            if answer["ResponseType"] == "REQUEST_TOO_LARGE" and told not in str(answer["ResponseTemplates"]):
                yield f"{answer_where} tells another limit than {told}"


def nobody_waits_in_a_lambda(made: Deployment) -> Iterator[str]:
    for where, function in made.stacks["api"].of_type("AWS::Lambda::Function"):
        if ApiSettings.from_environment(function["Environment"]["Variables"]).waiting_seats:
            yield f"{where} holds a client's request back, and is paid for it"


def logs_end(made: Deployment) -> Iterator[str]:
    groups = {each["LogGroupName"] for _, each in made.of_type("AWS::Logs::LogGroup")}
    for where, stage in made.of_type("AWS::ApiGateway::Stage"):
        written = f"API-Gateway-Execution-Logs_{stage['RestApiId']}/{stage['StageName']}"
        if written not in groups:
            yield f"{where} logs to {written}, which API Gateway would make and keep for ever"
    for where, group in made.of_type("AWS::Logs::LogGroup"):
        if not group.get("RetentionInDays"):
            yield f"{where} is kept for ever"


#: How often each schedule is due. What waits for a worker waits for a minute at most; the rest has time.
SCHEDULES = {
    "upkeep/SweepSchedule": "rate(5 minutes)",
    "upkeep/DeadLettersSchedule": "rate(5 minutes)",
    "upkeep/WakeSchedule": "rate(1 minute)",
}


def schedules_run_in_time(made: Deployment) -> Iterator[str]:
    targets = set()
    for where, schedule in made.of_type("AWS::Scheduler::Schedule"):
        targets.add(schedule["Target"]["Arn"])
        if schedule["ScheduleExpression"] != SCHEDULES.get(where):
            yield f"{where} runs at {schedule['ScheduleExpression']}"
    for logical, function in made.stacks["upkeep"].of_type("AWS::Lambda::Function"):
        if f"<{logical}.Arn>" not in targets:
            yield f"nothing calls {function['FunctionName']}"


def routes(made: Deployment) -> dict[tuple[str, str], dict[str, Any]]:
    """The methods of the API by verb and path; a resource without any stands under an empty verb."""
    api = made.stacks["api"]
    parts = {f"<{key}>": each for key, each in api.of_type("AWS::ApiGateway::Resource")}

    def path(reference: str) -> str:
        part = parts.get(reference)
        return "" if part is None else f"{path(part['ParentId'])}/{part['PathPart']}"

    methods: dict[tuple[str, str], dict[str, Any]] = {("", path(reference)): {} for reference in parts}
    for _, method in api.of_type("AWS::ApiGateway::Method"):
        methods[method["HttpMethod"], path(method["ResourceId"])] = method
    return methods


def find_route(
    methods: Mapping[tuple[str, str], dict[str, Any]], verb: str, path: str
) -> dict[str, Any] | None:
    """The method that API Gateway chooses: the longest path, names before variables before `{proxy+}`."""
    steps = path.strip("/").split("/")

    def fits(route: str) -> bool:
        own = route.strip("/").split("/")
        if own[-1] == "{proxy+}":
            return len(steps) >= len(own) and all(map(_fits, own[:-1], steps))
        return len(own) == len(steps) and all(map(_fits, own, steps))

    def rank(route: str) -> list[int]:
        return [
            2 if part == "{proxy+}" else 1 if part.startswith("{") else 0
            for part in route.strip("/").split("/")
        ]

    fitting = sorted({route for _, route in methods if fits(route)}, key=rank)
    if not fitting:
        return None
    return methods.get((verb, fitting[0])) or methods.get(("ANY", fitting[0]))


def _fits(part: str, step: str) -> bool:
    return part.startswith("{") or part == step


CHECKS = (
    the_deployment_shows_the_api,
    every_route_of_the_api_is_there,
    methods_reach_their_functions,
    submissions_are_validated,
    the_api_asks_who_is_there,
    the_stage_is_bounded_and_logged,
    what_a_region_shares_outlives_the_bootstrap,
    refusals_are_problems,
    functions_can_run,
    bodies_fit_into_an_event,
    nobody_waits_in_a_lambda,
    logs_end,
    schedules_run_in_time,
)
