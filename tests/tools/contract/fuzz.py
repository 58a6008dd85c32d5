"""For schemathesis: which refusals of requests that fit the document are right, by the code of the problem, and why.

Whatever else is refused although it fits is a fault: of the document, which promises too much, or of the service.
"""

import schemathesis

# What no schema can say, because it depends on the map, on what was said before, or on several parts of the request.
MAP = "depends on the map"
PARTS = "depends on several parts of the request together"
KNOWN = {
    "changes-of-another-map": PARTS + ": hypothetical changes, and a map of another moment",
    "answers-nothing": PARTS + ": only accepting and rejecting answers a statement",
    "before-start": PARTS + ": two times",
    "before-last-event": "depends on what was added to the incident before",
    "control-character": "what a text may not hold is told in words: each tool reads a pattern of it otherwise",
    "dependent-differs": PARTS + ": the id names the dependent, too",
    "empty-selection": MAP,
    "differs-from-path": PARTS + ": the body may say again what the address says, and nothing else",
    "duration-too-long": "a pattern cannot add up weeks, days and hours",
    "ends-before-start": PARTS,
    "form-of-shorthand": PARTS + ": a shorthand, and a form of its own",
    "form-mixed": PARTS + ": exactly one of the forms of a dependency",
    "incident-open": "depends on what was added to the incident before",
    "in-the-future": "depends on the time of day",
    "invalid-cursor": "a cursor is opaque: only the service makes some",
    "invalid-moment": "how many days a month has, no pattern can say",
    "invalid-time": "how many days a month has, no pattern can say",
    "invalid-id": "the two parts of an id have limits of their own, which a pattern cannot count",
    "map-files-are-whole": PARTS + ": a filter needs a picture or a file for another tool",
    "missing-header": "a map file is text; how it is written, no schema of this document says",
    "no-content": PARTS + ": a file has text or base64",
    "no-form": PARTS + ": one of the forms of a dependency",
    "no-repair": PARTS + ": a plan needs to know what is repaired when",
    "no-such-view": PARTS + ": what is shown, and the format",
    "not-a-map": "a map file is text; how it is written, no schema of this document says",
    "not-found": MAP,
    "provider-twice": PARTS + ": who is a provider, and who stands in",
    "property-of-another-kind": PARTS + ": the kind of a node, and what it has",
    "rto-beyond-mtpd": PARTS,
    "same-node": PARTS,
    "seen-twice": PARTS,
    "self-dependence": PARTS,
    "several-forms": PARTS + ": exactly one of the forms of a dependency",
    "still-needed": MAP,
    "still-runs": MAP,
    "time-without-start": PARTS + ": a time, and the start of the scenario",
    "time-out-of-range": "depends on the time of day",
    "unclear-deadline": PARTS + ": exactly one of period, date and day of the month",
    "unclear-reliability": PARTS,
    "unknown-key": MAP,
    "unknown-step": "depends on the profile",
    "unknown-zone": "the names of the time zone database are no part of the document",
    "unknown-version": "depends on the type of the receiver",
}

# Where the body, or a part of it, is a free object, because what it may hold depends on something else; and where one
# operation asks for more than its schema can say.
FREE = {
    "invalid-header": {
        operation: "If-Match and If-None-Match exclude each other"
        for operation in ("putNode", "putDependency", "putSubscription", "putAlertReceiver", "acceptFinding")
    },
    "invalid-template": {"putAlertReceiver": "what may stand in braces is told in words"},
    "invalid-key": {"draftReport": "the steps of a profile are the names in a map"},
    "invalid-name": dict.fromkeys(
        ("startCampaign", "createKey"), "what a name may not hold is told in words: each tool reads a pattern of it otherwise",
    ),
    "missing-name": {"draftReport": "a title of which nothing can be seen"},
    # All but the first take changes.
    "missing-property": dict.fromkeys(
        "createDependency applyChangeSet askImpact compareScenarios diagnose analyseFindings findCircles findSharedGround findWays "
        "computeAvailability findCutSets findSinglePointsOfFailure findFalseRedundancy rankFailures checkObjectives planRestart".split(),
        "either the id of a dependency, which names the dependent, or the dependent; a node has its key where no address says it",
    )
    | {"addStatement": "a reason, for what somebody must be able to answer"},
    "out-of-range": {
        "putReviewPeriod": "whole days, which a pattern of durations cannot count",
        "startCampaign": "a day that is still to come",
    },
    "unknown-property": {
        "startJob": "the question of the analysis",
        "patchNode": "a merge patch; were it typed, clients would send null, which removes, for what nobody said",
        "patchDependency": "a merge patch, too",
        "applyChangeSet": "it holds merge patches",
        "postAlerts": "the type of the receiver",
        "putAlerts": "the type of the receiver",
        "mergeMap": "a map file",
        "replaceMap": "a map file",
    },
}

# Statuses that tell of the state that the request met, not of its form.
STATES = {
    401: "nobody, or somebody else: the run also tries without the token",
    403: "not allowed",
    404: "nothing of that name is there",
    409: "it is there already, or stands otherwise",
    412: "If-Match names another version than there is",
    422: "the same Idempotency-Key with another request",
    428: "If-Match or If-None-Match is needed; a schema cannot ask for one of two headers",
}


@schemathesis.check
def what_fits_is_taken(ctx, response, case):
    """In place of `positive_data_acceptance`, which knows statuses, but not codes."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive:
        return
    if response.status_code < 400 or response.status_code in STATES:
        return
    problem = response.json() if "json" in response.headers.get("content-type", [""])[0] else {}
    # 24.0 is a whole number to a schema; to who writes 24.000 in German it is another one, so it is refused.
    errors = [error for error in problem.get("errors", []) if "but this is the number" not in error["detail"]]
    if problem.get("errors") and not errors:
        return
    codes = {error["code"] for error in errors} or {problem.get("type", "").rpartition(":")[2]}
    operation = case.operation.definition.raw.get("operationId")
    unknown = {code for code in codes - KNOWN.keys() if operation not in FREE.get(code, {})}
    assert not unknown, f"refused with {response.status_code} although it fits: {sorted(unknown)}"


# A revision that is still to come is waited for, and then told with 503: right, and the same for every operation.
@schemathesis.hook
def map_headers(ctx, headers):
    for name in [name for name in headers or {} if name.lower() == "if-revision-at-least"]:
        if str(headers[name]).isdigit():
            headers[name] = "0"
    return headers


# Map files are described as the text that they are, and schemathesis would write YAML of it.
@schemathesis.serializer("application/yaml")
def map_file_of_text(ctx, value):
    return value if isinstance(value, str) else str(value)
