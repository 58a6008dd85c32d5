//! The live map: change sets, preconditions, earlier maps, other processes, compaction, quick starts.

use crate::support::database::{Database, on_both};
use crate::support::maps;
use std::sync::Arc;
use tragweite::app::maps::history::AsOf;
use tragweite::app::maps::import::Stated;
use tragweite::app::{App, AppError, Author, Mode, Precondition, Resource};
use tragweite::map::Map;
use tragweite::model::{Dependency, DependencySpec, Form, Key, Kind, Layer, Level, Node, NodeSpec};
use tragweite::store::Store;
use tragweite::wire::{ChangeRequest, NodeDoc, ScenarioRequest};

on_both!(
    changes_are_made_whole_or_not_at_all,
    preconditions_are_held_against_the_current_map,
    a_repeated_request_is_answered_and_not_done_again,
    earlier_maps_come_back,
    two_processes_follow_each_other,
    a_start_from_the_snapshot_gives_the_same_map,
    compaction_beside_changes_loses_nothing,
    a_plan_tells_whose_impact_changes,
    the_example_map_goes_in_and_comes_out,
    the_zone_of_a_map_has_a_history_as_nodes_have,
);

pub(super) fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

pub(super) fn author(message: &str) -> Author {
    Author {
        name: "test".into(),
        message: message.into(),
        at_ms: 1_700_000_000_000,
        idempotency: None,
        by: Author::operator(),
    }
}

pub(super) fn agency() -> Node {
    Node::new(NodeSpec::new(key("a"), Kind::Agency, "Amt")).unwrap()
}

pub(super) fn service(name: &str, needs: &[&str]) -> Node {
    let mut spec = NodeSpec::new(key(name), Kind::Service, format!("Dienst {name}"));
    spec.agency = Some(key("a"));
    spec.layer = Some(Layer::Platform);
    let one = |n: &&str| Dependency::new(DependencySpec::new(Form::On, vec![key(n)])).unwrap();
    spec.needs = needs.iter().map(one).collect();
    Node::new(spec).unwrap()
}

pub(super) fn put(node: Node) -> ChangeRequest {
    ChangeRequest::Put(Box::new(node))
}

pub(super) async fn open(database: &Database) -> Arc<App> {
    App::open(Store::open(&database.url).await.unwrap()).await.unwrap()
}

pub(super) async fn change(app: &App, requests: Vec<ChangeRequest>) -> Result<u64, AppError> {
    Ok(app.maps.change(requests, Precondition::None, author("change")).await?.after.revision())
}

/// Everything a map says, as text.
pub(super) fn dump(map: &Map) -> Vec<String> {
    let node = |n| serde_json::to_string(&NodeDoc::new(&map.node(n).unwrap())).unwrap();
    map.iter().map(|n| format!("{} {}", map.changed_in(n), node(n))).collect()
}

fn content(map: &Map) -> Vec<String> {
    dump(map).into_iter().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect()
}

async fn changes_are_made_whole_or_not_at_all(database: Database) {
    let app = open(&database).await;
    assert_eq!(change(&app, vec![put(agency()), put(service("a.x", &[]))]).await.unwrap(), 1);
    let bad = vec![
        put(service("a.y", &["a.x"])),
        put(service("a.z", &["a.nowhere"])),
        ChangeRequest::Delete(key("a.gone")),
    ];
    let error = change(&app, bad).await.unwrap_err();
    assert!(matches!(&error, AppError::Invalid(p) if p.list().len() == 1), "{error}");
    let error = change(&app, vec![put(service("a.y", &["a.x"])), put(service("a.z", &["a.nowhere"]))]).await;
    assert!(error.unwrap_err().to_string().contains("a.nowhere"));
    let error = change(&app, vec![ChangeRequest::Delete(key("a"))]).await.unwrap_err();
    assert!(error.to_string().contains("a.x"), "{error}");
    assert_eq!(app.maps.current().revision(), 1);
    // The same change again changes nothing and makes no revision.
    assert_eq!(change(&app, vec![put(service("a.x", &[]))]).await.unwrap(), 1);
    assert_eq!(dump(&open(&database).await.maps.current()), dump(&app.maps.current()));
}

async fn preconditions_are_held_against_the_current_map(database: Database) {
    let app = open(&database).await;
    change(&app, vec![put(agency())]).await.unwrap();
    change(&app, vec![put(service("a.x", &[]))]).await.unwrap();
    let try_with = |precondition| {
        app.maps.change(
            vec![put(service("a.x", &["a.y"])), put(service("a.y", &[]))],
            precondition,
            author(""),
        )
    };
    let of = |name: &str| Resource::Node(key(name));
    for wrong in [
        Precondition::Absent(of("a.x")),
        Precondition::Unchanged(of("a.x"), vec![1]),
        Precondition::Revision(vec![1]),
    ] {
        let error = try_with(wrong).await.unwrap_err();
        assert!(matches!(error, AppError::PreconditionFailed { .. }), "{error}");
    }
    let error = try_with(Precondition::Unchanged(of("a.nowhere"), vec![])).await.unwrap_err();
    assert!(matches!(error, AppError::NotFound { .. }));
    assert_eq!(try_with(Precondition::Unchanged(of("a.x"), vec![2])).await.unwrap().after.revision(), 3);
}

async fn a_repeated_request_is_answered_and_not_done_again(database: Database) {
    let app = open(&database).await;
    change(&app, vec![put(agency())]).await.unwrap();
    let with = |print: &str| Author { idempotency: Some(("k1".into(), print.into())), ..author("once") };
    let requests = || vec![put(service("a.x", &[]))];
    let first = app.maps.change(requests(), Precondition::None, with("f")).await.unwrap();
    change(&app, vec![put(service("a.later", &[]))]).await.unwrap();
    let again = app.maps.change(requests(), Precondition::None, with("f")).await.unwrap();
    assert_eq!((first.repeated, again.repeated), (None, Some(2)));
    assert_eq!((again.keys, again.after.revision()), (first.keys, 2));
    let error = app.maps.change(requests(), Precondition::None, with("other")).await.unwrap_err();
    assert!(matches!(error, AppError::KeyReused));
    assert_eq!(app.maps.current().revision(), 3);
}

async fn earlier_maps_come_back(database: Database) {
    let app = open(&database).await;
    let mut dumps = vec![content(&app.maps.current())];
    for requests in [
        vec![put(agency()), put(service("a.x", &[]))],
        vec![put(service("a.y", &["a.x"])), put(service("a.z", &["a.y"]))],
        vec![put(service("a.z", &["a.x"])), ChangeRequest::Delete(key("a.y"))],
        vec![put(service("a.y", &[]))],
    ] {
        change(&app, requests).await.unwrap();
        dumps.push(content(&app.maps.current()));
    }
    for (revision, before) in dumps.iter().enumerate() {
        for _ in 0..2 {
            let map = app.maps.as_of(Some(AsOf::Revision(revision as u64))).await.unwrap();
            assert_eq!((map.revision(), content(&map)), (revision as u64, before.clone()));
        }
    }
    let error = app.maps.as_of(Some(AsOf::Revision(9))).await.unwrap_err();
    assert!(matches!(error, AppError::NotFound { .. }));
    assert_eq!(app.maps.as_of(Some(AsOf::Time(0))).await.unwrap().revision(), 0);
    assert_eq!(app.maps.as_of(Some(AsOf::Time(i64::MAX))).await.unwrap().revision(), 4);
}

async fn two_processes_follow_each_other(database: Database) {
    let (one, other) = (open(&database).await, open(&database).await);
    change(&one, vec![put(agency()), put(service("a.x", &[]))]).await.unwrap();
    // A writer that has not heard of it takes it over first.
    assert_eq!(change(&other, vec![put(service("a.y", &["a.x"]))]).await.unwrap(), 2);
    one.maps.catch_up().await.unwrap();
    assert_eq!(dump(&one.maps.current()), dump(&other.maps.current()));
    // In the background too.
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let following = tokio::spawn(Arc::clone(&one).follow(async {
        let _ = stopped.await;
    }));
    change(&other, vec![put(service("a.z", &["a.y"]))]).await.unwrap();
    let seen = async {
        while one.maps.current().revision() < 3 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), seen).await.unwrap();
    stop.send(()).unwrap();
    following.await.unwrap();
    assert_eq!(dump(&one.maps.current()), dump(&other.maps.current()));
}

async fn a_start_from_the_snapshot_gives_the_same_map(database: Database) {
    let app = open(&database).await;
    app.maps
        .import(
            maps::nodes(&maps::graphs().join("dresden-2018")),
            Mode::Merge,
            Precondition::None,
            author("import"),
        )
        .await
        .unwrap();
    let compacted = app.maps.compact().await.unwrap();
    app.maps.save_snapshot(&compacted).await.unwrap();
    change(&app, vec![ChangeRequest::Delete(key("zwickau.bauaufsicht"))]).await.unwrap();
    let again = open(&database).await;
    assert_eq!(dump(&again.maps.current()), dump(&app.maps.current()));
    assert!(again.maps.current().overlay_size() > 0, "only the change since is laid over the snapshot");
    // A damaged snapshot is made anew from the journal.
    database.execute("update snapshot_parts set data = substr(data, 2)").await;
    let rebuilt = open(&database).await;
    assert_eq!(dump(&rebuilt.maps.current()), dump(&app.maps.current()));
    assert_eq!(rebuilt.maps.current().overlay_size(), 0);
}

async fn compaction_beside_changes_loses_nothing(database: Database) {
    let app = open(&database).await;
    change(&app, vec![put(agency()), put(service("a.x", &[]))]).await.unwrap();
    let changing = async {
        for i in 0..20 {
            change(&app, vec![put(service(&format!("a.n{i}"), &["a.x"]))]).await.unwrap();
        }
    };
    let compacting = async {
        for _ in 0..5 {
            app.maps.compact().await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(changing, compacting);
    let before = dump(&app.maps.current());
    app.maps.compact().await.unwrap();
    assert_eq!((app.maps.current().overlay_size(), app.maps.current().revision()), (0, 21));
    assert_eq!(dump(&app.maps.current()), before);
    assert_eq!(dump(&open(&database).await.maps.current()), before);
}

async fn a_plan_tells_whose_impact_changes(database: Database) {
    let app = open(&database).await;
    change(
        &app,
        vec![
            put(agency()),
            put(service("a.p", &[])),
            put(service("a.q", &[])),
            put(service("a.x", &["a.p"])),
        ],
    )
    .await
    .unwrap();
    let plan = app
        .maps
        .plan_changes(&[put(service("a.x", &["a.q"]))], &Precondition::None, &Author::operator())
        .unwrap();
    assert_eq!((plan.dry_run, plan.revision, plan.added, plan.changed, plan.removed), (true, 1, 0, 1, 0));
    assert_eq!(plan.nodes[0].properties, ["needs"]);
    let changes = plan.impact_changes.unwrap();
    let told: Vec<_> = changes.iter().map(|c| (&*c.key, c.worse.clone(), c.better.clone())).collect();
    let x = || vec!["a.x".to_owned()];
    assert_eq!(told, [("a.p", vec![], x()), ("a.q", x(), vec![])]);
    assert_eq!(app.maps.current().revision(), 1);
    // The same overlay answers "and if": the question is asked of the changed map, which is then forgotten.
    let failure =
        tragweite::model::Failure::new(key("a.q"), Level::Unavailable, Default::default(), None).unwrap();
    let mut request = ScenarioRequest { changes: vec![put(service("a.x", &["a.q"]))], ..Default::default() };
    request.scenario.failures = vec![failure];
    let affected =
        |request: &ScenarioRequest| maps::ask(&app.maps.current(), request)["totals"]["unavailable"].as_u64();
    assert_eq!(affected(&request), Some(2));
    request.changes.clear();
    assert_eq!(affected(&request), Some(1));
}

async fn the_example_map_goes_in_and_comes_out(database: Database) {
    let app = open(&database).await;
    let folder = maps::graphs().join("suedwestfalen-2023");
    let nodes = maps::nodes(&folder);
    let import = |mode, nodes| app.maps.import(nodes, mode, Precondition::None, author("import"));
    let done = import(Mode::Merge, nodes.clone()).await.unwrap();
    assert_eq!(done.keys.len(), nodes.len());
    assert_eq!(content(&app.maps.current()), content(&maps::load(&folder)));
    assert!(import(Mode::Replace, nodes.clone()).await.unwrap().keys.is_empty());
    let dresden = maps::nodes(&maps::graphs().join("dresden-2018"));
    let done = import(Mode::Replace, dresden.clone()).await.unwrap();
    assert_eq!(done.keys.len(), nodes.len() + dresden.len());
    assert_eq!(content(&app.maps.current()), content(&maps::load(&maps::graphs().join("dresden-2018"))));
    assert_eq!(app.maps.revisions(None, 10).await.unwrap().len(), 2);
}

async fn the_zone_of_a_map_has_a_history_as_nodes_have(database: Database) {
    let zone = |map: &Map| map.zone().map(|zone| tragweite::words::zone::name(zone).to_owned());
    let stated = |name: Option<&str>| Stated {
        nodes: vec![Arc::new(agency())],
        zone: name.map(|name| tragweite::words::zone::read(name).unwrap()),
    };
    let (app, other) = (open(&database).await, open(&database).await);
    let import = async |mode, name| {
        let done = app.maps.import(stated(name), mode, Precondition::None, author("import")).await.unwrap();
        (done.after.revision(), zone(&done.after))
    };
    let vienna = || Some("Europe/Vienna".to_owned());
    assert_eq!(import(Mode::Merge, Some("Europe/Vienna")).await, (1, vienna()));
    assert_eq!(import(Mode::Merge, Some("Europe/Vienna")).await, (1, vienna()), "it says so already");
    assert_eq!(import(Mode::Merge, None).await, (1, vienna()), "what is not mentioned stays");
    assert_eq!(change(&app, vec![put(service("a.x", &[]))]).await.unwrap(), 2);
    let plan = app.maps.plan_import(&stated(Some("UTC")), Mode::Merge, &Precondition::None).unwrap();
    assert_eq!((plan.revision, plan.changed, plan.zone), (2, 0, Some(Some("UTC".to_owned()))));
    // Other processes, quick starts and earlier maps know it, too.
    other.maps.catch_up().await.unwrap();
    assert_eq!(zone(&other.maps.current()), vienna());
    let compacted = app.maps.compact().await.unwrap();
    app.maps.save_snapshot(&compacted).await.unwrap();
    assert_eq!(zone(&open(&database).await.maps.current()), vienna());
    assert_eq!(import(Mode::Merge, Some("UTC")).await, (3, Some("UTC".to_owned())));
    assert_eq!(zone(&open(&database).await.maps.current()), Some("UTC".to_owned()), "over the snapshot");
    assert!(app.maps.current().overlay_size() > 0, "so that a snapshot is not saved without it");
    app.maps.compact().await.unwrap();
    assert_eq!((app.maps.current().overlay_size(), zone(&app.maps.current())), (0, Some("UTC".to_owned())));
    assert_eq!(import(Mode::Replace, None).await, (4, None));
    let then = async |revision| zone(&app.maps.as_of(Some(AsOf::Revision(revision))).await.unwrap());
    assert_eq!(
        [then(1).await, then(2).await, then(3).await, then(4).await],
        [vienna(), vienna(), Some("UTC".to_owned()), None]
    );
    database.execute("delete from snapshot_parts").await;
    database.execute("delete from snapshots").await;
    assert_eq!(zone(&open(&database).await.maps.current()), None);
}
