//! Single points of failure, false redundancy and rankings through real HTTP: as data, as papers, with hypothetical changes.

use crate::support::service::{Service, send};
use serde_json::{Value, json};

const POINTS: &str = "/v1/analyses/single-points-of-failure";
const REDUNDANCY: &str = "/v1/analyses/false-redundancy";
const RANKING: &str = "/v1/analyses/ranking";

async fn asked(service: &Service, path: &str, body: Value) -> Value {
    service.post(path, &body).await.expect(200).json()
}

/// The keys of the nodes of a list.
fn keys(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["node"]["key"].as_str().unwrap()).collect()
}

/// A second synchronisation, either of which is enough.
fn second_sync() -> Value {
    json!([
        {"op": "put", "node": {"key": "dresden.sync-zwei", "kind": "service", "name": "Zweiter Abgleich",
         "agency": "dresden", "layer": "infrastructure"}},
        {"op": "putDependency", "dependency": {"id": "dresden.storage~abgleich", "anyOf": ["dresden.storage-sync", "dresden.sync-zwei"]}},
    ])
}

/// The synchronisation as a need of each store instead of one of the service that stands on them.
fn sync_behind_the_stores() -> Value {
    let store = |letter: char| json!({"op": "putDependency", "dependency": {"id": format!("dresden.storage-{letter}~abgleich"), "on": "dresden.storage-sync"}});
    let mut changes: Vec<Value> = ('a'..='d').map(store).collect();
    changes.push(json!({"op": "deleteDependency", "id": "dresden.storage~abgleich"}));
    json!(changes)
}

#[tokio::test]
async fn four_stores_behind_one_synchronisation_come_out_on_top() {
    let service = Service::dresden().await;
    let found = asked(&service, REDUNDANCY, json!({})).await;
    let by_way = json!({"shared": 0, "beside": 1, "fallback": 0, "otherNeed": 5});
    assert_eq!((&found["promises"], &found["kept"], &found["byWay"]), (&json!(10), &json!(9), &by_way));
    let list = &found["lists"][0];
    assert_eq!((&list["dependency"], &list["how"]), (&json!("dresden.storage~systeme"), &json!("beside")));
    assert_eq!(keys(&list["causes"]), ["dresden.storage-sync"]);
    assert_eq!(list["causes"][0]["through"], "abgleich");
    assert_eq!(list["alternatives"].as_array().unwrap().len(), 4);
    assert_eq!(list["consequence"]["publicServices"], 15);
    let mended = asked(&service, REDUNDANCY, json!({"changes": second_sync()})).await;
    assert_eq!((&mended["byWay"]["beside"], &mended["lists"]), (&json!(0), &json!([])));
    assert_eq!(mended["promises"], 11);
    let others = asked(&service, REDUNDANCY, json!({"how": "otherNeed", "limit": 2})).await;
    assert_eq!((others["lists"].as_array().unwrap().len(), &others["omitted"]), (2, &json!(3)));
    assert_eq!(others["lists"][0]["dependent"]["key"], "dresden.server-platform");
    assert_eq!(keys(&others["lists"][0]["causes"]), ["dresden.storage"]);
}

#[tokio::test]
async fn the_same_is_found_when_each_store_needs_the_synchronisation() {
    let service = Service::dresden().await;
    let found = asked(&service, REDUNDANCY, json!({"changes": sync_behind_the_stores()})).await;
    let list = &found["lists"][0];
    assert_eq!((&list["dependency"], &list["how"]), (&json!("dresden.storage~systeme"), &json!("shared")));
    assert_eq!((keys(&list["causes"]), &list["causesTotal"]), (vec!["dresden.storage-sync"], &json!(1)));
    for store in list["alternatives"].as_array().unwrap() {
        let way: Vec<&str> =
            store["way"].as_array().unwrap().iter().map(|s| s["node"].as_str().unwrap()).collect();
        assert_eq!(way, [store["node"]["key"].as_str().unwrap(), "dresden.storage-sync"]);
        assert_eq!(store["level"], "unavailable");
    }
}

#[tokio::test]
async fn the_single_points_of_a_node_and_of_an_agency() {
    let service = Service::dresden().await;
    let found = asked(&service, POINTS, json!({"of": "zwickau.kfz-zulassung"})).await;
    let points = &found["nodes"][0]["points"];
    let expected = [
        "dresden.kfz-verfahren",
        "zwickau.rechnerbetrieb",
        "dresden.server-platform",
        "dresden.storage",
        "dresden.storage-sync",
    ];
    let mut near = keys(points);
    near[..2].sort_unstable();
    assert_eq!((near, &found["points"]), (expected.to_vec(), &json!(5)), "{points}");
    let way = points[4]["way"].as_array().unwrap();
    assert_eq!((way.len(), &points[4]["steps"]), (5, &json!(4)));
    assert_eq!((&way[3]["node"], &way[3]["dependency"]), (&json!("dresden.storage"), &json!("abgleich")));
    // What fails alone takes no way through several providers; the list of stores is not on it.
    assert!(way.iter().all(|step| step.get("lost").is_none()), "{way:?}");
    let mended =
        asked(&service, POINTS, json!({"of": "zwickau.kfz-zulassung", "changes": second_sync()})).await;
    assert_eq!(mended["points"], 4);
    let sure = asked(&service, POINTS, json!({"of": "zwickau.kfz-zulassung", "include": "confirmed"})).await;
    assert!(sure["points"].as_u64().unwrap() < 5, "{sure}");

    let of = json!({"agency": "dresden"});
    let all = asked(&service, POINTS, json!({"of": of, "limit": 3})).await;
    assert_eq!((&all["chosen"], &all["without"]), (&json!(39), &json!(16)));
    assert_eq!(
        (keys(&all["shared"])[0], &all["shared"][0]["takes"], &all["omitted"]["shared"]),
        ("dresden.storage-sync", &json!(15), &json!(all["points"].as_u64().unwrap() - 3))
    );
    assert_eq!((all["nodes"].as_array().unwrap().len(), &all["omitted"]["nodes"]), (3, &json!(20)));
    assert_eq!(all["nodes"][0]["points"].as_array().unwrap().len(), 3);
    let worse = asked(&service, POINTS, json!({"of": of, "level": "degraded"})).await;
    assert!(worse["without"].as_u64() < all["without"].as_u64(), "{worse}");
}

#[tokio::test]
async fn a_ranking_has_the_totals_that_an_impact_has() {
    let service = Service::dresden().await;
    let found = asked(&service, RANKING, json!({"by": "nodes"})).await;
    let ranking = found["ranking"].as_array().unwrap();
    assert_eq!((ranking.len(), &found["failures"], &found["omitted"]), (64, &json!(64), &json!(0)));
    let names = [
        "unavailable",
        "degraded",
        "services",
        "publicServices",
        "affectedSites",
        "agencies",
        "districts",
        "people",
        "casesPerDay",
    ];
    for failure in ranking {
        let body = json!({"failures": [{"node": failure["node"]["key"]}]});
        let totals = &asked(&service, "/v1/impact", body).await["totals"];
        for name in names {
            assert_eq!(failure["figures"][name], totals[name], "{name} of {}", failure["node"]["key"]);
        }
    }
    let affected = |at: usize| {
        let figures = &ranking[at]["figures"];
        figures["unavailable"].as_u64().unwrap() + figures["degraded"].as_u64().unwrap()
    };
    assert!((1..64).all(|at| affected(at - 1) >= affected(at)));
    let sites =
        asked(&service, RANKING, json!({"of": {"kind": "site"}, "limit": 2, "timeCritical": "P7D"})).await;
    assert!(sites["ranking"].as_array().unwrap().iter().all(|f| f["node"]["kind"] == "site"));
    assert_eq!((&sites["timeCritical"], sites.get("pairs")), (&json!("P7D"), None));
}

#[tokio::test]
async fn pairs_tell_what_only_both_take() {
    let service = Service::dresden().await;
    let of = json!(["dresden.storage-a", "dresden.storage-b", "dresden.telefon", "dresden.storage-sync"]);
    let found = asked(&service, RANKING, json!({"of": of, "by": "nodes", "pairs": true})).await;
    let pairs = &found["pairs"];
    assert_eq!(
        (&pairs["pairs"], &pairs["withoutSynergy"], &pairs["omitted"]),
        (&json!(6), &json!(4), &json!(0))
    );
    let pair = &pairs["ranking"][0];
    assert_eq!(pair["nodes"][0]["key"], "dresden.storage-a");
    assert_eq!(pair["nodes"][1]["key"], "dresden.storage-b");
    // Without the telephone, what could still be done by telephone is not.
    assert_eq!(pairs["ranking"][1]["nodes"][1]["key"], "dresden.telefon");
    // The storage is reduced with two of four; the platform carries that.
    assert_eq!((&pair["worse"], &pair["synergy"]["degraded"]), (&json!(1), &json!(1)));
    assert_eq!((&pair["figures"]["unavailable"], &pair["figures"]["degraded"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn answers_are_papers_with_pictures_in_both_languages() {
    let service = Service::dresden().await;
    let paper = async |path: &str, query: &str, body: Value| {
        send(service.request("POST", &format!("{path}{query}")).json(&body)).await.expect(200).text
    };
    let german = paper(REDUNDANCY, "?format=html&lang=de", json!({})).await;
    for told in [
        "Wo täuscht die Redundanz?",
        "daneben, ohne Alternative",
        "nötig: 1 von 4",
        "<svg",
        "1 von 4",
        "551.072",
    ] {
        assert!(german.contains(told), "{told}: {german}");
    }
    assert!(german.contains("Kartenstand: Revision 1"), "{german}");
    let english = paper(REDUNDANCY, "?format=text&lang=en", json!({})).await;
    assert!(english.contains("WHERE IS REDUNDANCY AN ILLUSION?"), "{english}");
    assert!(english.contains("Workarounds in words"), "{english}");
    let ranking = paper(
        RANKING,
        "?format=html&lang=en",
        json!({"limit": 5, "pairs": true, "of": {"layer": "platform"}}),
    )
    .await;
    for told in [
        "Which failure hits hardest?",
        "<rect",
        "A bar for each of the",
        "What only two failures together affect",
    ] {
        assert!(ranking.contains(told), "{told}: {ranking}");
    }
    let points = paper(POINTS, "?format=text&lang=de", json!({"of": "zwickau.kfz-zulassung"})).await;
    assert!(points.contains("hängt von 5 Knoten ab"), "{points}");
    let many = paper(POINTS, "?format=text&lang=en", json!({"of": {"agency": "dresden"}})).await;
    assert!(many.contains("23 of 39 chosen nodes hang by at least one other"), "{many}");
    let none = paper(POINTS, "?format=text&lang=en", json!({"of": "dresden.storage-sync"})).await;
    assert!(none.contains("No single failure but its own"), "{none}");
    let nothing = paper(RANKING, "?format=text&lang=de", json!({"by": "casesPerDay", "limit": 1})).await;
    assert!(nothing.contains("gereiht ist deshalb nach:\nEinwohner."), "{nothing}");
}

#[tokio::test]
async fn mistakes_in_sweeps_are_told() {
    let service = Service::dresden().await;
    let refused = async |path: &str, body: Value| service.post(path, &body).await.expect(400);
    let missing = refused(POINTS, json!({"level": "kaputt"})).await;
    let mut codes = missing.codes();
    codes.sort();
    assert_eq!(codes, ["missing-property", "unknown-word"], "{}", missing.text);
    let wrong = refused(RANKING, json!({"by": "peeple", "timeCritical": "P1M", "pairs": 1})).await;
    assert_eq!(wrong.codes().len(), 3, "{}", wrong.text);
    assert!(wrong.text.contains("did you mean people?"), "{}", wrong.text);
    let how = refused(REDUNDANCY, json!({"how": "sharing"})).await;
    assert_eq!(how.codes(), ["unknown-word"]);
    // 501 nodes make too many pairs.
    let change = |number: usize| {
        json!({"op": "put", "node": {"key": format!("dresden.n{number}"), "kind": "service", "name": "N",
               "agency": "dresden", "layer": "platform"}})
    };
    let changes: Vec<Value> = (0..501).map(change).collect();
    let many =
        refused(RANKING, json!({"pairs": true, "changes": changes, "of": {"layer": "platform"}})).await;
    assert_eq!(many.codes(), ["too-many-pairs"], "{}", many.text);
}
