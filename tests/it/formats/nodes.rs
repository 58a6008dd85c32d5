//! Random valid nodes with the texts that trip up writers and readers.

use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use tragweite::model::*;

/// Texts that some reader takes for something else, or that need escapes.
pub(super) fn text() -> impl Strategy<Value = String> {
    let tricky = vec![
        "yes",
        "no",
        "on",
        "Off",
        "null",
        "~",
        "0123",
        "1e5",
        "0x1f",
        "1_000",
        "12:30:00",
        "2026-05-01",
        ".5",
        "-1",
        "true",
        ".inf",
        "-",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "!tag",
        "&anchor",
        "*alias",
        "%",
        "@",
        "`",
        "'",
        "\"",
        "\\",
        "\\n",
        "a\nb\n\nc",
        "\ttab",
        " leading",
        "trailing ",
        "Bürgeramt Köln-Süd",
        "Straße § 14 „Amt“",
        "{a}",
        "[a]",
        "a,b",
        "?",
        "? a",
        "|",
        ">",
        "---",
        "...",
        "\u{2028}",
        "\u{feff}x",
        "🏛️ Rathaus",
        "<<",
        "=",
        "中文",
        "a  b",
        "nan",
        "Infinity",
        "ﬁ",
        "\u{200b}",
        "e\u{301}",
    ];
    prop_oneof![
        3 => select(tricky).prop_map(str::to_owned),
        2 => "[a-zA-ZäöüÄÖÜß0-9 .,:;#'\"\\\\/\\-_\n{}\\[\\]&*!|>%@`?]{1,40}",
        1 => "\\PC{1,20}".prop_filter("no text", |t| !t.contains(['\u{fffe}', '\u{ffff}'])),
    ]
}

fn name() -> impl Strategy<Value = String> {
    text().prop_filter("a name is one line that can be seen", |text| name::check(text).is_ok())
}

fn key() -> impl Strategy<Value = Key> {
    const POOL: &[&str] =
        &["0123", "1e5", "yes", "null", "on", "a", "dresden.mail", "dresden.kfz-verfahren", "x.y.z", "0x1"];
    prop_oneof![select(POOL).prop_map(str::to_owned), "[a-z0-9]{1,8}([.-][a-z0-9]{1,6}){0,3}"]
        .prop_map(|text| Key::new(&text).unwrap())
}

fn seconds() -> impl Strategy<Value = Seconds> {
    prop_oneof![Just(0), 0_u32..200_000, 0..=Seconds::MAX.get()].prop_map(|s| Seconds::new(s).unwrap())
}

fn stamp() -> impl Strategy<Value = Stamp> {
    select(vec!["2026-05-01", "2026-05-01T08:00:00+02:00", "2018-11-14T13:30:00Z"])
        .prop_map(|s| Stamp::new(s).unwrap())
}

fn workaround() -> impl Strategy<Value = Workaround> {
    (of(text()), of(seconds())).prop_map(|(text, lasts)| Workaround { text, lasts })
}

prop_compose! {
    /// A dependency of any form, without an id (ids are given where they would clash).
    pub(super) fn dependency()(
        relation in select(vec![Relation::Needs, Relation::Needs, Relation::Needs, Relation::HostedAt,
            Relation::OfferedAt, Relation::Consumes]),
        form in 0_u8..10,
        keys in proptest::collection::btree_set(key(), 1..6),
        cut in any::<prop::sample::Index>(),
        numbers in (0_u32..20, 0_u32..20),
        clocks in (seconds(), of(workaround()), any::<bool>()),
        degraded in select(vec![(None, None), (Some(true), None), (Some(false), None), (None, Some(true)),
            (Some(false), Some(true)), (Some(false), Some(false))]),
        facts in (of(text()), of(text()), of(stamp()), of(text())),
        confirmation in select(vec![Confirmation::Assumed, Confirmation::Confirmed, Confirmation::Disputed]),
        bare in prop::bool::weighted(0.4),
    ) -> Dependency {
        let keys: Vec<Key> = keys.into_iter().collect();
        let (primaries, total) = (1 + cut.index(keys.len()), keys.len());
        let (mut providers, mut fallbacks) = (keys[..primaries].to_vec(), keys[primaries..].to_vec());
        let n = |x: u32, max: usize| x % (u32::try_from(max).unwrap() + 1);
        let form = relation.form().unwrap_or(match form {
            0 | 7 => Form::On,
            1 => Form::AnyOf,
            2 => Form::AtLeast(1 + n(numbers.0, primaries - 1)),
            3 => Form::SharedBy,
            4 => Form::SupportedBy,
            5 => Form::InformedBy,
            8 => Form::Whole,
            9 => Form::OneOfUnknown,
            _ => Form::Raw { min: n(numbers.0, total), full: n(numbers.1, primaries) },
        });
        if form == Form::OneOfUnknown {
            providers.append(&mut fallbacks);
        }
        if matches!(form, Form::On | Form::Whole) && bare {
            fallbacks.extend(providers.drain(1..));
        }
        if bare {
            let keys = if matches!(form, Form::On | Form::Whole) { providers } else { keys };
            return Dependency::new(DependencySpec { relation, ..DependencySpec::new(form, keys) }).unwrap();
        }
        let (tolerance, workaround, start) = clocks;
        let (mut tolerates_degraded, mut degraded_works) = degraded;
        if form == Form::Whole {
            (tolerates_degraded, degraded_works) = (tolerates_degraded.filter(|is| !is), degraded_works.filter(|is| !is));
        }
        let (note, source, confirmed_at, confirmed_by) = facts;
        Dependency::new(DependencySpec {
            relation, form, providers, fallbacks, tolerates_degraded, degraded_works, tolerance, workaround,
            needed: if start { Needed::Start } else { Needed::Always },
            id: None, note, source, confirmation, confirmed_at, confirmed_by,
        }).unwrap()
    }
}

fn contact() -> impl Strategy<Value = Contact> {
    (of(name()), of(text()), of(text()), of(text()), of(text()), of(text()))
        .prop_map(|(name, email, phone, fax, url, note)| Contact { name, email, phone, fax, url, note })
}

fn deadline() -> impl Strategy<Value = Deadline> {
    let day = (1900_i16..2200, 1_i8..13, 1_i8..29)
        .prop_map(|(year, month, day)| DeadlineEnd::On(jiff::civil::date(year, month, day)));
    let end = prop_oneof![
        seconds().prop_map(DeadlineEnd::Within),
        day,
        (1_u8..32).prop_map(DeadlineEnd::EachMonth)
    ];
    (name(), end, of(text())).prop_map(|(name, end, basis)| Deadline { name, end, basis })
}

fn reliability() -> impl Strategy<Value = Reliability> {
    let rates = (1..u32::MAX / 2, seconds())
        .prop_map(|(mtbf, mttr)| Reliability::Rates { mtbf: Seconds::new(mtbf).unwrap(), mttr });
    prop_oneof![(0.0..=1.0).prop_map(Reliability::Unavailability), rates]
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), 0.0..1e12, (0_u32..10_000).prop_map(f64::from), Just(0.1 + 0.2), Just(1e-7)]
}

prop_compose! {
    /// A node of any kind.
    pub(super) fn node()(
        key in key(),
        kind in select(Kind::ALL),
        words in (name(), key_option(), select(Layer::ALL), of(select(SiteType::ALL))),
        facts in (of(text()), of("[0-9]{12}|[0-9]{5}"), of("[0-9]{8}"), of("[0-9]{14}")),
        maps in (btree_map(text(), text(), 0..3), btree_map(text(), text(), 0..3)),
        counts in (of(0..=node::MAX_POPULATION), of(number())),
        times in (of(seconds()), of(seconds()), seconds()),
        failing in (of(seconds()), of(reliability())),
        lists in (vec(deadline(), 0..3), vec(contact(), 0..3), vec(dependency(), 0..7)),
        provenance in (of(text()), of(stamp()), of(text())),
    ) -> Node {
        let mut spec = NodeSpec::new(key, kind, words.0);
        let (agency, site, service) = (kind == Kind::Agency, kind == Kind::Site, kind == Kind::Service);
        spec.agency = (!agency).then(|| words.1.unwrap_or_else(|| Key::new("dresden").unwrap()));
        spec.layer = service.then_some(words.2);
        spec.site_type = words.3.filter(|_| site);
        spec.description = facts.0;
        spec.ars = facts.1.filter(|_| !service);
        spec.ags = facts.2.filter(|_| !service);
        spec.leika = facts.3.filter(|_| service);
        (spec.identifiers, spec.labels) = maps;
        spec.population = counts.0.filter(|_| agency);
        spec.cases_per_day = counts.1.filter(|_| service);
        spec.mtpd = times.0;
        spec.rto = times.1.filter(|rto| times.0.is_none_or(|mtpd| *rto <= mtpd));
        spec.recovery = times.2;
        (spec.rpo, spec.reliability) = failing;
        (spec.deadlines, spec.contacts, spec.needs) = lists;
        spec.provenance = Provenance { source: provenance.0, confirmed_at: provenance.1, confirmed_by: provenance.2 };
        let own = spec.key.clone();
        spec.needs.retain(|n| n.providers.iter().chain(&n.fallbacks).all(|p| *p != own) && match n.relation {
            Relation::Needs => true,
            Relation::HostedAt | Relation::OfferedAt => service,
            Relation::Consumes => agency,
        });
        // Where two would have the same id, one gets another; some get one without need.
        for i in 0..spec.needs.len() {
            let id = spec.needs[i].local_id();
            if i % 3 == 2 || spec.needs[..i].iter().any(|n| n.local_id() == id) {
                let id = Some(LocalId::new(&format!("id-{i}")).unwrap());
                let need = DependencySpec { id, ..spec.needs[i].clone().into_spec() };
                spec.needs[i] = Dependency::new(need).unwrap();
            }
        }
        Node::new(spec).unwrap()
    }
}

fn key_option() -> impl Strategy<Value = Option<Key>> {
    of(key())
}
