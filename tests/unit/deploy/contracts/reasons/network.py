"""Why the network is as it is. Its routes, ports and endpoints are compared in `production`."""

from __future__ import annotations

from tests.unit.deploy.contracts.reasons.forms import Elsewhere, Given, Group, Only

_LEADS_OUT = Elsewhere("the_network_leads_out")
_ENDPOINTS = {
    "S3Endpoint": "s3",
    "DynamoDbEndpoint": "dynamodb",
    "SqsEndpoint": "sqs",
    "EcrApiEndpoint": "ecr.api",
    "EcrDockerEndpoint": "ecr.dkr",
    "LogsEndpoint": "logs",
}

TABLE: dict[str, tuple[Group, ...]] = {
    "EC2::VPC": (
        (
            "names of AWS lead to endpoints within the network",
            {"CidrBlock": Given("VpcCidr"), "EnableDnsHostnames": True, "EnableDnsSupport": True},
        ),
    ),
    "EC2::Subnet": (
        (
            "two zones; the service itself asks for addresses",
            {
                "VpcId": "<Vpc>",
                "AvailabilityZone": Only(
                    {"network/WorkerSubnetA": "us-east-1a", "network/WorkerSubnetB": "us-east-1b"}
                ),
                "CidrBlock": Elsewhere("the_most_workers_have_addresses"),
                "MapPublicIpOnLaunch": False,
            },
        ),
    ),
    "EC2::RouteTable": (("it is of the network", {"VpcId": "<Vpc>"}),),
    "EC2::Route": (
        (
            "everything else goes to the internet gateway",
            {
                "RouteTableId": "<RouteTable>",
                "DestinationCidrBlock": "0.0.0.0/0",
                "GatewayId": "<InternetGateway>",
            },
        ),
    ),
    "EC2::SubnetRouteTableAssociation": (
        (
            "each subnet has the routes",
            {
                "SubnetId": Only(
                    {f"network/WorkerSubnet{zone}Routes": f"<WorkerSubnet{zone}>" for zone in ("A", "B")}
                ),
                "RouteTableId": "<RouteTable>",
            },
        ),
    ),
    "EC2::VPCGatewayAttachment": (
        ("the gateway is that of the network", {"VpcId": "<Vpc>", "InternetGatewayId": "<InternetGateway>"}),
    ),
    "EC2::SecurityGroup": (
        (
            "HTTPS out, nothing in; endpoints answer workers and reach nobody: an empty list would mean everybody",
            {
                "VpcId": "<Vpc>",
                "SecurityGroupEgress/*/IpProtocol": "tcp",
                **{
                    f"SecurityGroupEgress/*/{end}": Only(
                        {"network/WorkerSecurityGroup": 443, "network/EndpointSecurityGroup": 1}
                    )
                    for end in ("FromPort", "ToPort")
                },
                "SecurityGroupEgress/*/CidrIp": Only(
                    {
                        "network/WorkerSecurityGroup": "0.0.0.0/0",
                        "network/EndpointSecurityGroup": "127.0.0.1/32",
                    }
                ),
                "SecurityGroupIngress/*/IpProtocol": Only({"network/EndpointSecurityGroup": "tcp"}),
                **{
                    f"SecurityGroupIngress/*/{end}": Only({"network/EndpointSecurityGroup": 443})
                    for end in ("FromPort", "ToPort")
                },
                "SecurityGroupIngress/*/SourceSecurityGroupId": Only(
                    {"network/EndpointSecurityGroup": "<WorkerSecurityGroup>"}
                ),
            },
        ),
    ),
    "EC2::VPCEndpoint": (
        (
            "one for each service that a worker calls; those that cost something in one zone alone",
            {
                "ServiceName": Only(
                    {
                        f"network/{each}": f"com.amazonaws.us-east-1.{name}"
                        for each, name in _ENDPOINTS.items()
                    }
                ),
                **dict.fromkeys(
                    (
                        "VpcId",
                        "VpcEndpointType",
                        "RouteTableIds/*",
                        "PrivateDnsEnabled",
                        "SecurityGroupIds/*",
                    ),
                    _LEADS_OUT,
                ),
                "SubnetIds/*": Only(
                    dict.fromkeys(
                        (f"network/{each}" for each in list(_ENDPOINTS)[2:]),
                        "<WorkerSubnetA>",
                    )
                ),
            },
        ),
    ),
}
