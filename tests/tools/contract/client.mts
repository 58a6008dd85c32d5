// Uses the types that openapi-typescript has made, with openapi-fetch: node client.mjs URL TOKEN RECEIVER
// Prints "all calls answered" when every answer said what is so. That it compiles says that the types fit.
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

const [baseUrl, token, receiver] = process.argv.slice(2);
assert(baseUrl && token && receiver);
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
type Schemas = components["schemas"];

function ok<T>(answer: { data?: T; error?: unknown; response: Response }, status: number): T {
    assert.equal(answer.response.status, status, JSON.stringify(answer.error));
    return answer.data as T;
}

const key = "dresden.pruefdienst";
const path = { key };
const node = ok(await client.GET("/v1/nodes/{key}", { params: { path: { key: "dresden.storage-sync" } } }), 200);
assert.equal(node.agency, "dresden");
const found = ok(await client.GET("/v1/nodes", { params: { query: { q: "zulassung", limit: 5 } } }), 200);
assert(found.items.some(item => item.key === "zwickau.kfz-zulassung"));
const hit = ok(await client.GET("/v1/nodes/{key}/impact",
    { params: { path: { key: "dresden.storage-sync" }, query: { until: "P1D", format: "json" } } }), 200) as Schemas["ImpactAnswer"];
assert(hit.totals.services > 10);
const scenario: Schemas["Scenario"] = { failures: [{ node: "dresden.storage-sync", until: "P2DT8H" }] };
const same = ok(await client.POST("/v1/impact", { body: scenario }), 200) as Schemas["ImpactAnswer"];
assert.equal(same.affected[0]?.why[0]?.node, same.affected[0]?.key);

const body: Schemas["Node"] = {
    kind: "service", name: "Prüfdienst", agency: "dresden", layer: "platform",
    needs: ["dresden.storage", { anyOf: ["dresden.logon", "dresden.storage-sync"] }],
};
ok(await client.PUT("/v1/nodes/{key}", { params: { path, header: { "If-None-Match": "*" } }, body }), 201);
const changes: Schemas["ChangeSet"] = { changes: [{ op: "patch", key, patch: { recovery: "PT4H" } }] };
const plan = ok(await client.POST("/v1/change-sets", { params: { query: { dryRun: true } }, body: changes }), 200);
assert(plan.dryRun && plan.changed === 1);
const refused = await client.DELETE("/v1/nodes/{key}", { params: { path, header: { "If-Match": '"1"' } } });
assert.equal(refused.error?.type, "urn:tragweite:problem:precondition-failed");
ok(await client.DELETE("/v1/nodes/{key}", { params: { path, header: { "If-Match": "*" } } }), 204);

const opening: Schemas["NewIncident"] = { title: "Abgleich gestört", failures: [{ node: "dresden.storage-sync" }] };
const { id } = ok(await client.POST("/v1/incidents", { body: opening }), 201);
const events: Schemas["NewIncidentEvent"][] = [
    { type: "assessed", cause: "Firmware", causeSuspected: true, suspectedMalicious: "no" },
    { type: "observed", node: "zwickau.kfz-zulassung", level: "operational", by: "Zwickau" },
];
for (const event of events) {
    ok(await client.POST("/v1/incidents/{id}/events", { params: { path: { id } }, body: event }), 201);
}
const listed = ok(await client.GET("/v1/incidents/{id}/events", { params: { path: { id } } }), 200);
const seen = listed.items.map(item => (item.type === "observed" ? `${item.type} by ${item.by}` : item.type));
assert.deepEqual(seen, ["opened", "failure-set", "assessed", "observed by Zwickau"]);
const incident = ok(await client.GET("/v1/incidents/{id}", { params: { path: { id } } }), 200);
assert.equal(incident.assessment?.causeSuspected, true);
const situation = ok(await client.GET("/v1/situation", {}), 200) as Schemas["SituationAnswer"];
assert(situation.now.unavailable > 10);

const wish: Schemas["Subscription"] = { target: receiver, filter: { districts: ["14524"], levels: ["unavailable"] } };
const subscription = { path: { id: "leitstelle" }, header: { "If-None-Match": "*" } };
const kept = ok(await client.PUT("/v1/subscriptions/{id}", { params: subscription, body: wish }), 201);
assert(kept.secret?.startsWith("whsec_") && kept.active);
assert.deepEqual(ok(await client.GET("/v1/subscriptions", {}), 200).items.map(item => item.id), ["leitstelle"]);
const question: Schemas["SinglePointsRequest"] = { of: "zwickau.kfz-zulassung" };
const points = ok(await client.POST("/v1/analyses/single-points-of-failure", { body: question }), 200) as
    Schemas["SinglePointsAnswer"];
assert.equal(points.nodes[0]?.node.key, "zwickau.kfz-zulassung");
console.log("all calls answered");
