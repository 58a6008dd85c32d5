"""Uses the client that openapi-python-client has made: python client_attrs.py FOLDER URL TOKEN RECEIVER

FOLDER holds the package `made`. Prints "all calls answered" when every answer came as its type and said what is so.
"""

import sys

folder, url, token, receiver = sys.argv[1:]
sys.path.insert(0, folder)

from made import AuthenticatedClient
from made.api.changes import apply_change_set
from made.api.events import list_subscriptions, put_subscription
from made.api.impact import ask_impact, ask_node_impact, read_situation
from made.api.incidents import add_incident_event, list_incident_events, open_incident, read_incident
from made.api.nodes import delete_node, list_nodes, put_node, read_node
from made.api.planning import find_single_points_of_failure
from made.models import (
    ChangeSet,
    ImpactAnswer,
    IncidentDetail,
    NewIncident,
    NewIncidentEventAssessed,
    NewIncidentEventObserved,
    Node,
    NodePage,
    Problem,
    Scenario,
    SinglePointsRequest,
    SituationAnswer,
    Subscription,
    SubscriptionDetail,
)

client = AuthenticatedClient(base_url=url, token=token, httpx_args={"trust_env": False})


def ask(operation, expected, kind, *arguments, **named):
    answer = operation.sync_detailed(*arguments, client=client, **named)
    assert answer.status_code == expected, (operation.__name__, answer.status_code, answer.content)
    assert kind is None or isinstance(answer.parsed, kind), (operation.__name__, type(answer.parsed))
    return answer


node = ask(read_node, 200, Node, "dresden.storage-sync").parsed
assert node.kind.value == "service" and node.agency == "dresden", node
found = ask(list_nodes, 200, NodePage, q="zulassung", limit=5).parsed
assert any(item.key == "zwickau.kfz-zulassung" for item in found.items), found
hit = ask(ask_node_impact, 200, ImpactAnswer, "dresden.storage-sync", until="P1D").parsed
assert hit.totals.services > 10, hit.totals
scenario = Scenario.from_dict({"failures": [{"node": "dresden.storage-sync", "until": "P2DT8H"}]})
same = ask(ask_impact, 200, ImpactAnswer, body=scenario).parsed
assert same.affected[0].why[0].node == same.affected[0].key, same.affected[0]

new = Node.from_dict({"kind": "service", "name": "Prüfdienst", "agency": "dresden", "layer": "platform",
                      "needs": ["dresden.storage", {"anyOf": ["dresden.logon", "dresden.storage-sync"]}]})
ask(put_node, 201, Node, "dresden.pruefdienst", body=new, if_none_match="*")
changes = {"message": "try", "changes": [{"op": "patch", "key": "dresden.pruefdienst", "patch": {"recovery": "PT4H"}}]}
plan = ask(apply_change_set, 200, None, body=ChangeSet.from_dict(changes), dry_run=True).parsed
assert plan.dry_run and plan.changed == 1, plan
refused = ask(delete_node, 412, Problem, "dresden.pruefdienst", if_match='"1"').parsed
assert refused.type_ == "urn:tragweite:problem:precondition-failed", refused
ask(delete_node, 204, None, "dresden.pruefdienst", if_match="*")

opening = NewIncident.from_dict({"title": "Abgleich gestört", "failures": [{"node": "dresden.storage-sync"}]})
incident = ask(open_incident, 201, IncidentDetail, body=opening).parsed
assessed = NewIncidentEventAssessed.from_dict(
    {"type": "assessed", "cause": "Firmware", "causeSuspected": True, "suspectedMalicious": "no"})
said = ask(add_incident_event, 201, IncidentDetail, incident.id, body=assessed).parsed
assert said.assessment.cause_suspected is True, said.assessment
observed = NewIncidentEventObserved.from_dict(
    {"type": "observed", "node": "zwickau.kfz-zulassung", "level": "operational", "by": "Zwickau"})
ask(add_incident_event, 201, IncidentDetail, incident.id, body=observed)
events = ask(list_incident_events, 200, None, incident.id).parsed.items
assert [type(event).__name__ for event in events] == [
    "RecordedEventOpened", "RecordedEventFailureSet", "RecordedEventAssessed", "RecordedEventObserved"], events
assert ask(read_incident, 200, IncidentDetail, incident.id).parsed.observations[0].by == "Zwickau"
assert ask(read_situation, 200, SituationAnswer).parsed.now.unavailable > 10

wish = Subscription.from_dict({"target": receiver, "filter": {"districts": ["14524"], "levels": ["unavailable"]}})
kept = ask(put_subscription, 201, SubscriptionDetail, "leitstelle", body=wish, if_none_match="*").parsed
assert kept.secret.startswith("whsec_") and kept.active, kept
assert [item.id for item in ask(list_subscriptions, 200, None).parsed.items] == ["leitstelle"]
points = ask(find_single_points_of_failure, 200, None, body=SinglePointsRequest.from_dict({"of": "zwickau.kfz-zulassung"}))
assert points.parsed.nodes[0].node.key == "zwickau.kfz-zulassung", points.parsed
print("all calls answered")
