"""What production is: the values that must not be otherwise there, and what is closed everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

#: Parameters of prod as it is deployed without any change.
PROD = {
    "Auth": "required",
    "Canary": "Canary10Percent5Minutes",
    "Scaling": "on",
    "MathAlarms": "on",
    "Spot": "false",
    "RetentionDays": 30,
    "LogRetentionDays": 90,
    "VisibilityTimeout": 60,
    "MaxReceiveCount": 10,
    "MaxTasks": 20,
    "WorkerCpu": 256,
    "WorkerMemory": 512,
    "JobMemory": 384,
    "LargeWorkerCpu": 1024,
    "LargeWorkerMemory": 4096,
    "LargeJobMemory": 3584,
    "LargeMaxTasks": 4,
    "AcceptableDelay": 30,
    "JobSeconds": 600,
    "Concurrency": 1,
    "RateLimit": 200,
    "BurstLimit": 400,
    "MonthlyQuota": 1000000,
    "MonthlyBudget": 50,
}
HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}


def production_is_as_it_must_be(made: Deployment) -> Iterator[str]:
    parameters = made.stacks["main"].parameters
    if made.name != "prod" or parameters["Prefix"] or made.changed:
        return
    for name, wanted in PROD.items():
        if str(parameters[name]) != str(wanted):
            yield f"{name} is {parameters[name]}, not {wanted}"


def workers_speak_https_and_nothing_else(made: Deployment) -> Iterator[str]:
    network = dict(made.stacks["network"].of_type("AWS::EC2::SecurityGroup"))
    out = [
        _port(rule) | {"CidrIp": rule.get("CidrIp")}
        for rule in network["WorkerSecurityGroup"]["SecurityGroupEgress"]
    ]
    if out != [HTTPS | {"CidrIp": "0.0.0.0/0"}] or network["WorkerSecurityGroup"].get("SecurityGroupIngress"):
        yield f"workers may reach {out}"
    for name, group in network.items():
        if group["VpcId"] != "<Vpc>":
            yield f"{name} is in another network"
    if "EndpointSecurityGroup" in network:
        rules = network["EndpointSecurityGroup"]["SecurityGroupIngress"]
        found = [_port(rule) | {"from": rule.get("SourceSecurityGroupId")} for rule in rules]
        if found != [HTTPS | {"from": "<WorkerSecurityGroup>"}]:
            yield f"the endpoints take {found}"


def the_network_leads_out(made: Deployment) -> Iterator[str]:
    network = made.stacks["network"]
    for where, route in network.of_type("AWS::EC2::Route"):
        wanted = ("0.0.0.0/0", "<InternetGateway>", "<RouteTable>")
        if (route.get("DestinationCidrBlock"), route.get("GatewayId"), route.get("RouteTableId")) != wanted:
            yield f"{where} leads elsewhere"
    joined = {
        (each["SubnetId"], each["RouteTableId"])
        for _, each in network.of_type("AWS::EC2::SubnetRouteTableAssociation")
    }
    subnets = {f"<{logical}>" for logical, _ in network.of_type("AWS::EC2::Subnet")}
    if joined != {(subnet, "<RouteTable>") for subnet in subnets}:
        yield f"not every subnet has the routes: {sorted(joined)}"
    zones = {each["AvailabilityZone"] for _, each in network.of_type("AWS::EC2::Subnet")}
    if len(zones) != 2:
        yield f"the subnets are in {sorted(zones)}, not in two zones"
    gateways = {"s3": "Gateway", "dynamodb": "Gateway"}
    for where, endpoint in network.of_type("AWS::EC2::VPCEndpoint"):
        service = endpoint["ServiceName"].removeprefix("com.amazonaws.us-east-1.")
        kind = gateways.get(service, "Interface")
        if endpoint.get("VpcEndpointType") != kind or endpoint["VpcId"] != "<Vpc>":
            yield f"{where}: {service} has an endpoint of the kind {kind}"
        if kind == "Gateway" and endpoint.get("RouteTableIds") != ["<RouteTable>"]:
            yield f"{where} is in no route table"
        if kind == "Interface" and not (
            endpoint.get("PrivateDnsEnabled") is True
            and endpoint.get("SecurityGroupIds") == ["<EndpointSecurityGroup>"]
            and set(endpoint["SubnetIds"]) <= subnets
        ):
            yield f"{where} is not found by its name, or not let in"


def keys_are_asked_for_where_they_are_wanted(made: Deployment) -> Iterator[str]:
    wanted = made.stacks["main"].parameters["RequireApiKey"] == "true"
    for where, method in made.of_type("AWS::ApiGateway::Method"):
        if method.get("ApiKeyRequired") is not wanted or method.get("AuthorizationType") != "NONE":
            yield f"{where}: ApiKeyRequired is {method.get('ApiKeyRequired')}"
    keys = list(made.of_type("AWS::ApiGateway::ApiKey"))
    if bool(keys) != wanted:
        yield f"there are {len(keys)} keys"


def limits_are_those_of_the_parameters(made: Deployment) -> Iterator[str]:  # noqa: C901 - a list
    given = made.stacks["main"].parameters
    rate, burst = str(given["RateLimit"]), str(given["BurstLimit"])
    for where, stage in made.of_type("AWS::ApiGateway::Stage"):
        for each in stage.get("MethodSettings", []):
            if (str(each["ThrottlingRateLimit"]), str(each["ThrottlingBurstLimit"])) != (rate, burst):
                yield f"{where} is throttled otherwise than by RateLimit and BurstLimit"
    for where, plan in made.of_type("AWS::ApiGateway::UsagePlan"):
        if {key: str(each) for key, each in plan["Throttle"].items()} != {
            "RateLimit": rate,
            "BurstLimit": burst,
        }:
            yield f"{where} is throttled otherwise than by RateLimit and BurstLimit"
        if plan["Quota"] != {"Limit": given["MonthlyQuota"], "Period": "MONTH"}:
            yield f"{where} has the quota {plan['Quota']}"
    days = str(given["LogRetentionDays"])
    for where, group in made.of_type("AWS::Logs::LogGroup"):
        if where != "monitoring/EventLogGroup" and str(group["RetentionInDays"]) != days:
            yield f"{where} is kept for {group['RetentionInDays']} days, not for LogRetentionDays"
    queues = made.stacks["data"].of_type("AWS::SQS::Queue")
    for where, queue in queues:
        if str(queue["VisibilityTimeout"]) != str(given["VisibilityTimeout"]):
            yield f"{where}: visibility is not VisibilityTimeout"
        redrive = queue.get("RedrivePolicy", {}).get("maxReceiveCount", given["MaxReceiveCount"])
        if str(redrive) != str(given["MaxReceiveCount"]):
            yield f"{where}: maxReceiveCount is not MaxReceiveCount"
    for lane, prefix, concurrency in (("worker", "", given["Concurrency"]), ("worker-large", "Large", 1)):
        yield from _faults_of_workers(made, lane, prefix, str(concurrency))


def _faults_of_workers(made: Deployment, lane: str, prefix: str, concurrency: str) -> Iterator[str]:
    given, stack = made.stacks["main"].parameters, made.stacks[lane].resources
    task = stack["TaskDefinition"]["Properties"]
    size = (str(given[f"{prefix}WorkerCpu"]), str(given[f"{prefix}WorkerMemory"]))
    if (str(task["Cpu"]), str(task["Memory"])) != size:
        yield f"{lane} has another size than its parameters say"
    command = [str(word) for word in task["ContainerDefinitions"][0]["Command"]]
    flags = ["--pool", "prefork", "--concurrency", concurrency, "--queues"]
    logging = ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    if command[:5] != flags or command[6:] != logging:
        yield f"{lane} is started by {command}"
    strategy = stack["Service"]["Properties"]["CapacityProviderStrategy"]
    provider = "FARGATE_SPOT" if str(given["Spot"]) == "true" else "FARGATE"
    if strategy != [{"CapacityProvider": provider, "Weight": 1}]:
        yield f"{lane} runs on {strategy}"


def _port(rule: dict[str, object]) -> dict[str, object]:
    return {key: rule.get(key) for key in ("IpProtocol", "FromPort", "ToPort")}


CHECKS = (
    production_is_as_it_must_be,
    workers_speak_https_and_nothing_else,
    the_network_leads_out,
    keys_are_asked_for_where_they_are_wanted,
    limits_are_those_of_the_parameters,
)
