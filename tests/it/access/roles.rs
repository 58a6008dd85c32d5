//! The pages about access say what the code says, and the example of four people is true.

use crate::support::service::{Service, send};
use serde_json::{Value, json};
use tragweite::access::{Right, Role};

/// The table of the roles as the pages show it.
fn table() -> String {
    let mut text = String::from("| right |");
    Role::ALL.iter().for_each(|(_, word, _)| text.push_str(&format!(" {word} |")));
    text.push_str("\n|---|");
    Role::ALL.iter().for_each(|_| text.push_str("---|"));
    for (right, word, _) in Right::ALL {
        text.push_str(&format!("\n| {word} |"));
        let has = |role: Role| if role.rights().has(right) { " yes |" } else { " |" };
        Role::ALL.iter().for_each(|(role, ..)| text.push_str(has(*role)));
    }
    text
}

#[test]
fn the_pages_show_the_table_of_roles() {
    for page in ["docs/en/access.md", "docs/de/zugriff.md"] {
        let text =
            std::fs::read_to_string(crate::support::maps::graphs().parent().unwrap().join(page)).unwrap();
        assert!(text.contains(&table()), "{page} must hold\n{}", table());
    }
}

/// Makes a key and asks what its holder sees of the failure of the storage.
async fn seen(service: &Service, role: &str, agencies: &[&str]) -> (Value, Value) {
    let roles = json!([{"role": role, "agencies": agencies}]);
    let made = service
        .post("/v1/keys", &json!({"name": agencies.join(" "), "roles": roles}))
        .await
        .expect(201)
        .json();
    let key = made["key"].as_str().unwrap();
    let situation = send(service.plain("GET", "/v1/situation").bearer_auth(key)).await.expect(200).json();
    let nodes = send(service.plain("GET", "/v1/nodes?limit=1000").bearer_auth(key)).await.expect(200).json();
    (situation, nodes)
}

fn keys(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["key"].as_str().unwrap()).collect()
}

/// Dresden, its libraries, Landkreis Zwickau and a coordinator of the state look at one incident.
#[tokio::test]
async fn four_people_see_of_one_incident_what_is_theirs() {
    let service = Service::dresden().await;
    let fault = json!({"title": "Abgleich gestört", "failures": [{"node": "dresden.storage-sync"}]});
    service.post("/v1/incidents", &fault).await.expect(201);
    let whole = service.get("/v1/situation").await.expect(200).json();
    let (dresden, _) = seen(&service, "incidentManager", &["dresden"]).await;
    let (libraries, _) = seen(&service, "viewer", &["dresden-bibliotheken"]).await;
    let (zwickau, nodes) = seen(&service, "editor", &["zwickau"]).await;
    let (state, _) =
        seen(&service, "coordinator", &["dresden", "dresden-bibliotheken", "dresden-fraktionen", "zwickau"])
            .await;
    // All of them are told the same of the whole, and whoever looks after all of it sees all of it.
    for part in [&dresden, &libraries, &zwickau, &state] {
        assert_eq!((&part["totals"], &part["now"]), (&whole["totals"], &whole["now"]));
        assert_eq!(keys(&part["agencies"]), keys(&whole["agencies"]));
        let shown = part["affected"].as_array().unwrap().len() as u64;
        let all = whole["affected"].as_array().unwrap().len() as u64;
        assert_eq!(shown + part["restricted"].as_u64().unwrap_or(0), all);
    }
    assert_eq!(keys(&state["affected"]), keys(&whole["affected"]));
    // The incident is Dresden's: only there, and where Dresden is looked after, its title is read.
    let told = |part: &Value| part["incidents"].as_array().unwrap().len();
    assert_eq!([told(&dresden), told(&state), told(&libraries), told(&zwickau)], [1, 1, 0, 0]);
    assert!(!zwickau.to_string().contains("Abgleich") && !zwickau.to_string().contains("storage"));
    // Zwickau sees that its registration of vehicles is down, and that it is through what Dresden keeps to itself.
    let down = zwickau["affected"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["key"] == "zwickau.kfz-zulassung")
        .unwrap();
    let why = down["why"].as_array().unwrap();
    assert_eq!(why[1]["node"], "dresden.kfz-verfahren");
    assert!(why[2..].iter().all(|hop| hop["restrictedOf"] == "Landeshauptstadt Dresden"), "{down}");
    assert!(!keys(&nodes["items"]).contains(&"dresden.storage-sync"));
    assert!(keys(&nodes["items"]).contains(&"dresden.kfz-verfahren"));
}
