"""Uses the client that openapi-generator has made for Python: python client_pydantic.py FOLDER URL TOKEN RECEIVER

FOLDER holds the package `openapi_client`. Prints "all calls answered" when every answer came as its type and said what
is so.
"""

import sys

folder, url, token, receiver = sys.argv[1:]
sys.path.insert(0, folder)

import openapi_client as made
from openapi_client.exceptions import ApiException

settings = made.Configuration(host=url, access_token=token)
settings.proxy = None
with made.ApiClient(settings) as client:
    nodes, impact = made.NodesApi(client), made.ImpactApi(client)
    incidents, events = made.IncidentsApi(client), made.EventsApi(client)

    node = nodes.read_node("dresden.storage-sync")
    assert (node.kind, node.agency) == ("service", "dresden"), node
    assert any(item.key == "zwickau.kfz-zulassung" for item in nodes.list_nodes(q="zulassung", limit=5).items)
    hit = impact.ask_node_impact("dresden.storage-sync", until="P1D")
    assert hit.totals.services > 10, hit.totals
    scenario = made.Scenario.from_dict({"failures": [{"node": "dresden.storage-sync", "until": "P2DT8H"}]})
    same = impact.ask_impact(scenario)
    assert same.affected[0].why[0].node == same.affected[0].key, same.affected[0]

    new = made.Node.from_dict({"kind": "service", "name": "Prüfdienst", "agency": "dresden", "layer": "platform",
                               "needs": ["dresden.storage", {"anyOf": ["dresden.logon", "dresden.storage-sync"]}]})
    assert nodes.put_node("dresden.pruefdienst", new, if_none_match="*").name == "Prüfdienst"
    changes = {"changes": [{"op": "patch", "key": "dresden.pruefdienst", "patch": {"recovery": "PT4H"}}]}
    plan = made.ChangesApi(client).apply_change_set(made.ChangeSet.from_dict(changes), dry_run=True)
    assert plan.dry_run and plan.changed == 1, plan
    try:
        nodes.delete_node(key="dresden.pruefdienst", if_match='"1"')
        raise AssertionError("an old tag was taken")
    except ApiException as refused:
        assert refused.status == 412, refused
    nodes.delete_node(key="dresden.pruefdienst", if_match="*")

    opening = made.NewIncident.from_dict({"title": "Abgleich gestört", "failures": [{"node": "dresden.storage-sync"}]})
    incident = incidents.open_incident(opening)
    for event in [
        {"type": "assessed", "cause": "Firmware", "causeSuspected": True, "suspectedMalicious": "no"},
        {"type": "observed", "node": "zwickau.kfz-zulassung", "level": "operational", "by": "Zwickau"},
    ]:
        said = incidents.add_incident_event(incident.id, made.NewIncidentEvent.from_dict(event))
    assert said.assessment.cause_suspected is True, said.assessment
    kinds = [type(item.actual_instance).__name__ for item in incidents.list_incident_events(incident.id).items]
    assert kinds == [
        "RecordedEventOpened", "RecordedEventFailureSet", "RecordedEventAssessed", "RecordedEventObserved"], kinds
    assert incidents.read_incident(incident.id).observations[0].by == "Zwickau"
    assert impact.read_situation().now.unavailable > 10

    wish = made.Subscription.from_dict({"target": receiver, "filter": {"districts": ["14524"], "levels": ["unavailable"]}})
    kept = events.put_subscription("leitstelle", wish, if_none_match="*")
    assert kept.secret.startswith("whsec_") and kept.active, kept
    assert [item.id for item in events.list_subscriptions().items] == ["leitstelle"]
    question = made.SinglePointsRequest.from_dict({"of": "zwickau.kfz-zulassung"})
    points = made.PlanningApi(client).find_single_points_of_failure(question)
    assert points.nodes[0].node.key == "zwickau.kfz-zulassung", points
print("all calls answered")
