"""Asks a running demonstration server every kind of question, from Python.

Arguments: the server's address. The stubs that protoc made must be on PYTHONPATH.
"""

import json
import pathlib
import sys

import grpc
import health_pb2
import health_pb2_grpc
from beadle.v1 import check_pb2 as beadle
from beadle.v1 import check_pb2_grpc

EXPECTED = json.loads((pathlib.Path(__file__).parent.parent / "answers.json").read_text())

# Every call has a deadline: a service that waits for ever for an answer is down as well.
SECONDS = 10


def question(asked):
    return beadle.CapabilityQuestion(
        user_id=asked["user"],
        capability=asked["capability"],
        context=beadle.ContextReference(id=asked["context"]),
    )


def questions():
    return [question(asked) for asked in EXPECTED["questions"]]


def equal(actual, expected, what):
    # Not `assert`, which an optimising interpreter leaves out.
    if actual != expected:
        raise SystemExit(f"{what}: {actual!r} (expected: {expected!r})")


def equal_decisions(decisions):
    equal(len(decisions), len(EXPECTED["questions"]), "answers")
    for decision, asked in zip(decisions, EXPECTED["questions"]):
        equal(decision.allowed, asked["allowed"], asked)
        equal(beadle.Rule.Name(decision.rule), asked["rule"], asked)


def refused(call, request, code):
    try:
        call(request, timeout=SECONDS)
    except grpc.RpcError as error:
        equal(error.code(), code, request)
    else:
        raise SystemExit(f"not refused: {request}")


def single(checks, _health):
    answers = [
        checks.CheckCapability(beadle.CheckCapabilityRequest(question=asked), timeout=SECONDS)
        for asked in questions()
    ]
    equal_decisions([answer.decision for answer in answers])
    equal(all(answer.freshness.revision for answer in answers), True, "revisions")


def batch(checks, _health):
    bad = beadle.CapabilityQuestion(capability="mod/forum:rate")
    bad.context.id = EXPECTED["missingContext"]
    request = beadle.BatchCheckCapabilitiesRequest(questions=questions() + [bad])
    results = checks.BatchCheckCapabilities(request, timeout=SECONDS).results
    equal_decisions([result.decision for result in results[:-1]])
    equal(results[-1].WhichOneof("result"), "error", "the bad question")
    equal(results[-1].error.code, grpc.StatusCode.NOT_FOUND.value[0], "the bad question")


def matrix(checks, _health):
    asked = EXPECTED["matrix"]
    columns = len(asked["capabilities"])
    request = beadle.CheckCapabilityMatrixRequest(
        user_id=asked["user"],
        contexts=[beadle.ContextReference(id=context) for context in asked["contexts"]],
        capabilities=asked["capabilities"],
    )
    answer = checks.CheckCapabilityMatrix(request, timeout=SECONDS)
    for row, cells in enumerate(asked["allowed"]):
        for column, allowed in enumerate(cells):
            bit = row * columns + column
            equal(answer.allowed[bit >> 3] >> (bit & 7) & 1, int(allowed), f"pair {row}, {column}")
    equal([error.index for error in answer.errors], [asked["missingContext"]], "errors")


def stream(checks, _health):
    ids = [7, 2**64 - 1]
    requests = [
        beadle.StreamCheckCapabilitiesRequest(
            request_id=request_id,
            batch=beadle.BatchCheckCapabilitiesRequest(questions=questions()),
        )
        for request_id in ids
    ]
    answers = list(checks.StreamCheckCapabilities(iter(requests), timeout=SECONDS))
    equal([answer.request_id for answer in answers], ids, "request ids")
    for answer in answers:
        equal_decisions([result.decision for result in answer.batch.results])


def healthy(_checks, health):
    for service in ("", "beadle.v1.CheckService"):
        answer = health.Check(health_pb2.HealthCheckRequest(service=service), timeout=SECONDS)
        equal(answer.status, health_pb2.HealthCheckResponse.SERVING, f"health of `{service}`")
    unknown = health_pb2.HealthCheckRequest(service="no.such.Service")
    refused(health.Check, unknown, grpc.StatusCode.NOT_FOUND)


def errors(checks, _health):
    nowhere = beadle.CheckCapabilityRequest(question=beadle.CapabilityQuestion(user_id=12))
    refused(checks.CheckCapability, nowhere, grpc.StatusCode.INVALID_ARGUMENT)
    elsewhere = beadle.CheckCapabilityRequest(site="no such site")
    refused(checks.CheckCapability, elsewhere, grpc.StatusCode.NOT_FOUND)


def main(address):
    with grpc.insecure_channel(address) as channel:
        checks = check_pb2_grpc.CheckServiceStub(channel)
        health = health_pb2_grpc.HealthStub(channel)
        for check in (healthy, single, batch, matrix, stream, errors):
            check(checks, health)
            print(f"python: {check.__name__}: as expected")


if __name__ == "__main__":
    main(*sys.argv[1:])
