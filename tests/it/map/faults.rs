//! What only the whole map can find wrong: all of it is told, with the place and what to do.

use super::sample::key;
use tragweite::map::{Builder, Edit, MAX_FAULTS, Map, MapFault};
use tragweite::model::{Dependency, DependencySpec, Form, Key, Kind, Layer, Node, NodeSpec, Relation};

fn agency(text: &str) -> NodeSpec {
    NodeSpec::new(key(text), Kind::Agency, "Amt")
}

fn site(text: &str, agency: &str) -> NodeSpec {
    NodeSpec { agency: Some(key(agency)), ..NodeSpec::new(key(text), Kind::Site, "Haus") }
}

fn service(text: &str, agency: &str, needs: &[(Relation, &[&str])]) -> NodeSpec {
    let need = |(relation, providers): &(Relation, &[&str])| {
        let providers: Vec<Key> = providers.iter().map(|p| key(p)).collect();
        let form = relation.form().unwrap_or(if providers.len() == 1 { Form::On } else { Form::AnyOf });
        Dependency::new(DependencySpec { relation: *relation, ..DependencySpec::new(form, providers) })
            .unwrap()
    };
    NodeSpec {
        agency: Some(key(agency)),
        layer: Some(Layer::Public),
        needs: needs.iter().map(need).collect(),
        ..NodeSpec::new(key(text), Kind::Service, "Dienst")
    }
}

fn node(spec: NodeSpec) -> Node {
    Node::new(spec).unwrap()
}

fn build(specs: &[NodeSpec]) -> Result<Map, Vec<MapFault>> {
    let mut builder = Builder::new();
    for spec in specs {
        builder.add(&node(spec.clone()), 1);
    }
    builder.finish().map(|base| Map::new(base, 1))
}

fn put(spec: NodeSpec) -> Edit {
    Edit::put(node(spec))
}

fn told(faults: &[MapFault]) -> Vec<String> {
    let l = words::Language::En;
    let told = |f: &model::Fault| {
        let place = if f.place.is_empty() { String::new() } else { format!("{}: ", f.place) };
        format!("{place}{} ({})", l.told(&f.detail), l.told(&f.remedy))
    };
    faults.iter().map(|f| format!("{} {} {}", f.key, f.fault.code, told(&f.fault))).collect()
}

const N: Relation = Relation::Needs;

#[test]
fn all_faults_of_a_map_are_told_at_once() {
    let mut consumer = agency("stadt");
    let consumes = DependencySpec {
        relation: Relation::Consumes,
        ..DependencySpec::new(Form::SupportedBy, vec![key("haus")])
    };
    consumer.needs = vec![Dependency::new(consumes).unwrap()];
    let faults = build(&[
        consumer,
        agency("land"),
        site("haus", "stadt"),
        site("haus", "land"),
        site("turm", "satdt"),
        service(
            "dienst",
            "haus",
            &[(Relation::HostedAt, &["land"]), (N, &["haus"]), (N, &["haus", "stromnetz"])],
        ),
        service("stadt.strom-netz", "land", &[(Relation::OfferedAt, &["haus", "dienst"]), (N, &["hauss"])]),
        service("kurz", "land", &[(N, &["strom-netz"])]),
    ])
    .unwrap_err();
    insta::assert_snapshot!(told(&faults).join("\n"), @r#"
    dienst not-an-agency /agency: "haus" is a site, not an agency (name the agency that runs it)
    dienst wrong-kind /hostedAt: "land" is of kind agency, but hostedAt names sites (name a site, or write it under needs)
    dienst unknown-key /needs/1: there is no node "stromnetz" (add that node, or name another)
    haus duplicate-key the key "haus" is used twice (keys are unique over agencies, sites and services: rename one, or merge the two)
    kurz unknown-key /needs/0: there is no node "strom-netz" (did you mean stadt.strom-netz? Otherwise add a node with the key strom-netz)
    stadt wrong-kind /consumes: "haus" is of kind site, but consumes names services (name a service, or write it under needs)
    stadt.strom-netz wrong-kind /offeredAt: "dienst" is of kind service, but offeredAt names sites (name a site, or write it under needs)
    stadt.strom-netz unknown-key /needs/0: there is no node "hauss" (did you mean haus? Otherwise add a node with the key hauss)
    turm unknown-key /agency: there is no node "satdt" (did you mean stadt? Otherwise add a node with the key satdt)
    "#);
}

#[test]
fn edits_are_checked_in_the_map_that_they_make() {
    let map = build(&[
        agency("stadt"),
        agency("land"),
        site("haus", "stadt"),
        service("dienst", "stadt", &[(Relation::HostedAt, &["haus"]), (N, &["land"])]),
        service("netz", "land", &[]),
    ])
    .unwrap();
    let faults = map
        .with(
            &[
                Edit::remove(key("stadt")),
                Edit::remove(key("land")),
                Edit::remove(key("unbekannt")),
                put(service("haus", "lend", &[(N, &["netzz"])])),
                put(service("neu", "dienst", &[(N, &["land"])])),
                put(agency("doppelt")),
                put(agency("doppelt")),
                Edit { key: key("anders"), node: Some(node(agency("falsch")).into()) },
            ],
            2,
        )
        .unwrap_err();
    insta::assert_snapshot!(told(&faults).join("\n"), @r#"
    anders key-differs the node to put at "anders" has another key (a key never changes: add a new node and remove the old one)
    doppelt duplicate-key the key "doppelt" is used twice (keys are unique over agencies, sites and services: rename one, or merge the two)
    haus unknown-key /agency: there is no node "lend" (add that node, or name another)
    haus unknown-key /needs/0: there is no node "netzz" (did you mean netz? Otherwise add a node with the key netzz)
    haus still-needed "haus" cannot become a service: 1 node needs it (dienst) (change or remove these in the same change set)
    land still-needed "land" cannot be removed: 1 node needs it (dienst) (change or remove these in the same change set)
    land still-runs "land" cannot be removed: it runs 1 node (netz) (change or remove these in the same change set)
    neu not-an-agency /agency: "dienst" is a service, not an agency (name the agency that runs it)
    neu unknown-key /needs/0: "land" is removed by the same change set (name another node, or keep it)
    stadt still-runs "stadt" cannot be removed: it runs 1 node (dienst) (change or remove these in the same change set)
    unbekannt unknown-key there is no node "unbekannt" to remove (leave it out, or name the node that you mean)
    "#);
}

#[test]
fn who_still_needs_a_node_is_named_up_to_five() {
    let mut specs = vec![agency("stadt"), site("haus", "stadt")];
    for i in 0..9 {
        specs.push(service(
            &format!("dienst-{i}"),
            "stadt",
            &[(N, &["haus"]), (Relation::HostedAt, &["haus"])],
        ));
    }
    let map = build(&specs).unwrap();
    let faults = map.with(&[Edit::remove(key("haus"))], 2).unwrap_err();
    insta::assert_snapshot!(told(&faults).join("\n"), @r#"
    haus still-needed "haus" cannot be removed: 9 nodes need it (dienst-0, dienst-1, dienst-2, dienst-3, dienst-4 and 4 more) (change or remove these in the same change set)
    "#);
    let faults = map.with(&[Edit::remove(key("stadt"))], 2).unwrap_err();
    insta::assert_snapshot!(told(&faults).join("\n"), @r#"
    stadt still-runs "stadt" cannot be removed: it runs 10 nodes (dienst-0, dienst-1, dienst-2, dienst-3, dienst-4 and 5 more) (change or remove these in the same change set)
    "#);
}

#[test]
fn what_changes_together_may_be_removed_together() {
    let map = build(&[
        agency("stadt"),
        agency("land"),
        site("haus", "stadt"),
        service("dienst", "stadt", &[(N, &["haus"])]),
    ])
    .unwrap();
    let edits = [
        Edit::remove(key("stadt")),
        Edit::remove(key("haus")),
        put(service("dienst", "land", &[(N, &["turm"])])),
        put(site("turm", "land")),
    ];
    let after = map.with(&edits, 2).unwrap();
    let keys: Vec<&str> = after.iter().map(|n| after.key(n)).collect();
    assert_eq!(keys, ["dienst", "land", "turm"]);
}

#[test]
fn faults_beyond_the_limit_are_counted() {
    let mut specs = vec![agency("stadt")];
    for i in 0..MAX_FAULTS + 7 {
        specs.push(site(&format!("haus-{i}"), "nirgends"));
    }
    let faults = build(&specs).unwrap_err();
    assert_eq!(faults.len(), MAX_FAULTS + 1);
    let last = &faults[MAX_FAULTS].fault;
    let detail = words::Language::En.told(&last.detail);
    assert_eq!((last.code, detail.as_str()), ("too-many-faults", "7 more faults are not listed"));
}
