//! The map file as it is described to people and to editors: every property with its meaning, form, default and example.
//! The [schema](super::schema) and the tables of the documentation are made from it.

use model::{Kind, Layer, SiteType};
use words::{Language, id};

/// What may stand behind a property.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// Free text.
    Text,
    /// The key of a node.
    Key,
    /// A key or a list of keys.
    Keys,
    /// A list of keys that has several of them.
    Several,
    /// The same, or objects with the keys under `of`.
    Relation,
    /// ISO 8601 without months and years.
    Duration,
    /// A day or a time.
    Stamp,
    /// A day.
    Day,
    /// A name of the IANA time zone database.
    Zone,
    /// A whole number from, to.
    Whole(u64, u64),
    /// A number from, to.
    Number(f64, f64),
    /// `true` or `false`.
    Truth,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A text of so many digits.
    Digits(&'static [usize]),
    /// Free names with texts.
    Texts,
    /// One of the [`OBJECTS`].
    Object(&'static str),
    /// A list of them.
    Objects(&'static str),
    /// A list of keys and of entries of `needs`.
    Needs,
    /// Nodes of one kind by their keys.
    Nodes(Kind),
}

/// One property.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// The id of its meaning.
    meaning: &'static str,
    /// What may stand behind it.
    pub form: Form,
    /// Must it be there?
    pub required: bool,
    /// What counts without it, as it would be written; empty where nothing does.
    pub default: &'static str,
    /// A value, as it is written.
    pub example: &'static str,
    /// The kinds of nodes that have it; empty for all of them.
    pub kinds: &'static [Kind],
}

impl Property {
    const fn new(name: &'static str, meaning: &'static str, form: Form, example: &'static str) -> Self {
        Self { name, meaning, form, required: false, default: "", example, kinds: &[] }
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn or(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    const fn of(self, kinds: &'static [Kind]) -> Self {
        Self { kinds, ..self }
    }

    /// What it means.
    pub fn meaning(&self, l: Language) -> &'static str {
        l.text(self.meaning)
    }

    /// Does a node of this kind have it?
    pub fn fits(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// Must a node of this kind have it?
    pub fn must(&self, kind: Kind) -> bool {
        self.required && self.fits(kind)
    }
}

const SERVICE: &[Kind] = &[Kind::Service];
const SITE: &[Kind] = &[Kind::Site];
const AGENCY: &[Kind] = &[Kind::Agency];
const PLACED: &[Kind] = &[Kind::Agency, Kind::Site];
const RUN: &[Kind] = &[Kind::Site, Kind::Service];

const LAYERS: &[&str] =
    &["public", "channel", "application", "platform", "infrastructure", "network", "utility"];
const CONFIRMATIONS: &[&str] = &["assumed", "unconfirmed", "confirmed", "disputed"];
const SITE_TYPES: &[&str] = &["office", "data-centre", "building", "room", "other"];

/// The sections of a file.
pub const FILE: &[Property] = &[
    Property::new("tragweite", id!("map-tragweite"), Form::Whole(1, 1), "1").required(),
    Property::new("zone", id!("map-zone"), Form::Zone, "Europe/Berlin"),
    Property::new(
        "defaults",
        id!("map-defaults"),
        Form::Object("defaults"),
        "{ confirmation: confirmed, source: Notfallplan }",
    ),
    Property::new("agencies", id!("map-agencies"), Form::Nodes(Kind::Agency), "{ amt: { name: Amt } }"),
    Property::new(
        "sites",
        id!("map-sites"),
        Form::Nodes(Kind::Site),
        "{ amt.haus: { name: Haus, agency: amt } }",
    ),
    Property::new(
        "services",
        id!("map-services"),
        Form::Nodes(Kind::Service),
        "{ amt.mail: { name: Mail, agency: amt, layer: platform } }",
    ),
];

/// What stands under the key of a node.
pub const NODE: &[Property] = &[
    Property::new("name", id!("map-name"), Form::Text, "Bürgerbüro").required(),
    Property::new("agency", id!("map-agency"), Form::Key, "dresden").required().of(RUN),
    Property::new("layer", id!("map-layer"), Form::Words(LAYERS), "application").required().of(SERVICE),
    Property::new("type", id!("map-type"), Form::Words(SITE_TYPES), "data-centre").or("office").of(SITE),
    Property::new("description", id!("map-description"), Form::Text, "Ausweise, Meldungen"),
    Property::new("ars", id!("map-ars"), Form::Digits(&[2, 3, 5, 9, 12]), "\"146120000000\"").of(PLACED),
    Property::new("ags", id!("map-ags"), Form::Digits(&[2, 3, 5, 8]), "\"14612000\"").of(PLACED),
    Property::new("population", id!("map-population"), Form::Whole(0, 10_000_000_000), "551072").of(AGENCY),
    Property::new("leika", id!("map-leika"), Form::Digits(&[14]), "\"99036008007000\"").of(SERVICE),
    Property::new("standsFor", id!("map-stands-for"), Form::Whole(1, 1_000_000), "430").or("1"),
    Property::new("casesPerDay", id!("map-cases"), Form::Number(0.0, 1e12), "120").of(SERVICE),
    Property::new("mtpd", id!("map-mtpd"), Form::Duration, "P3D"),
    Property::new("rto", id!("map-rto"), Form::Duration, "P1D"),
    Property::new("rpo", id!("map-rpo"), Form::Duration, "PT4H"),
    Property::new(
        "backup",
        id!("map-backup"),
        Form::Object("backup"),
        "{ every: P1D, restore: PT8H, text: nachts auf Band }",
    ),
    Property::new("recovery", id!("map-recovery"), Form::Duration, "PT8H").or("PT0S"),
    Property::new(
        "reliability",
        id!("map-reliability"),
        Form::Object("reliability"),
        "{ mtbf: P90D, mttr: PT8H }",
    ),
    Property::new("needs", id!("map-needs"), Form::Needs, "[amt.strom, { anyOf: [amt.netz-a, amt.netz-b] }]"),
    Property::new(
        "workaround",
        id!("map-node-workaround"),
        Form::Object("workaround"),
        "{ text: Papierformulare, lasts: P2D }",
    ),
    Property::new("defaults", id!("map-defaults"), Form::Object("defaults"), "{ confirmation: confirmed }")
        .of(AGENCY),
    Property::new("hostedAt", id!("map-hosted"), Form::Relation, "[amt.rechenzentrum]").of(SERVICE),
    Property::new("offeredAt", id!("map-offered"), Form::Relation, "[amt.rathaus, amt.bauhof]").of(SERVICE),
    Property::new("consumes", id!("map-consumes"), Form::Relation, "[land.netz]").of(AGENCY),
    Property::new(
        "deadlines",
        id!("map-deadlines"),
        Form::Objects("deadline"),
        "[{ name: Versammlungsanzeige, period: PT48H }]",
    ),
    Property::new(
        "contacts",
        id!("map-contacts"),
        Form::Objects("contact"),
        "[{ name: Leitstelle, phone: \"0351 112\" }]",
    ),
    Property::new("identifiers", id!("map-identifiers"), Form::Texts, "{ inventar: \"4711\" }"),
    Property::new("labels", id!("map-labels"), Form::Texts, "{ host: srv-mail }"),
    Property::new(
        "provenance",
        id!("map-provenance"),
        Form::Object("provenance"),
        "{ source: Notfallplan, confirmedAt: 2026-05-01 }",
    ),
];

/// An entry of `needs`.
pub const NEED: &[Property] = &[
    Property::new("on", id!("map-on"), Form::Keys, "amt.strom"),
    Property::new("whole", id!("map-whole"), Form::Keys, "amt.datenbank"),
    Property::new("anyOf", id!("map-any-of"), Form::Several, "[amt.netz-a, amt.netz-b]"),
    Property::new("oneOfUnknown", id!("map-one-of-unknown"), Form::Several, "[amt.rz-a, amt.rz-b]"),
    Property::new("atLeast", id!("map-at-least"), Form::Whole(1, 10_000), "2"),
    Property::new("of", id!("map-of"), Form::Keys, "[amt.s1, amt.s2, amt.s3]"),
    Property::new("sharedBy", id!("map-shared"), Form::Several, "[amt.schalter-1, amt.schalter-2]"),
    Property::new("supportedBy", id!("map-supported"), Form::Keys, "[amt.drucker]"),
    Property::new("informedBy", id!("map-informed"), Form::Keys, "[amt.lagekarte]"),
    Property::new("providers", id!("map-providers"), Form::Keys, "[amt.s1, amt.s2, amt.s3]"),
    Property::new("min", id!("map-min"), Form::Whole(0, 10_000), "1"),
    Property::new("full", id!("map-full"), Form::Whole(0, 10_000), "3"),
    Property::new("fallback", id!("map-fallback"), Form::Keys, "[amt.notstrom]"),
    Property::new("toleratesDegraded", id!("map-tolerates"), Form::Truth, "true").or("false"),
    Property::new("degradedWorks", id!("map-degraded-works"), Form::Truth, "false").or("true"),
    Property::new("tolerance", id!("map-tolerance"), Form::Duration, "PT30M").or("PT0S"),
    Property::new(
        "workaround",
        id!("map-workaround"),
        Form::Object("workaround"),
        "{ text: Papierformulare, lasts: P2D }",
    ),
    Property::new("needed", id!("map-needed"), Form::Words(&["always", "start"]), "start").or("always"),
    Property::new("note", id!("map-note"), Form::Text, "nur über das alte Netz"),
    Property::new("source", id!("map-source"), Form::Text, "Notfallplan Abschnitt 3"),
    Property::new("confirmation", id!("map-confirmation"), Form::Words(CONFIRMATIONS), "confirmed")
        .or("assumed"),
    Property::new("confirmedAt", id!("map-confirmed-at"), Form::Stamp, "2026-05-01"),
    Property::new("confirmedBy", id!("map-confirmed-by"), Form::Text, "IT-Betrieb"),
    Property::new("id", id!("map-id"), Form::Text, "speicher"),
];

/// What stands inside a property, by name.
pub const OBJECTS: &[(&str, &[Property])] = &[
    (
        "workaround",
        &[
            Property::new("text", id!("map-workaround-text"), Form::Text, "Papierformulare"),
            Property::new("lasts", id!("map-workaround-lasts"), Form::Duration, "P2D"),
        ],
    ),
    (
        "defaults",
        &[
            Property::new("confirmation", id!("map-confirmation"), Form::Words(CONFIRMATIONS), "confirmed")
                .or("assumed"),
            Property::new("source", id!("map-source"), Form::Text, "Notfallplan Abschnitt 3"),
        ],
    ),
    (
        "backup",
        &[
            Property::new("every", id!("map-backup-every"), Form::Duration, "P1D"),
            Property::new("restore", id!("map-backup-restore"), Form::Duration, "PT8H"),
            Property::new("text", id!("map-backup-text"), Form::Text, "nachts auf Band"),
        ],
    ),
    (
        "reliability",
        &[
            Property::new("unavailability", id!("map-unavailability"), Form::Number(0.0, 1.0), "0.001"),
            Property::new("mtbf", id!("map-mtbf"), Form::Duration, "P90D"),
            Property::new("mttr", id!("map-mttr"), Form::Duration, "PT8H"),
        ],
    ),
    (
        "deadline",
        &[
            Property::new("name", id!("map-deadline-name"), Form::Text, "Versammlungsanzeige").required(),
            Property::new("period", id!("map-deadline-period"), Form::Duration, "PT48H"),
            Property::new("date", id!("map-deadline-date"), Form::Day, "2026-12-31"),
            Property::new("dayOfMonth", id!("map-deadline-day-of-month"), Form::Whole(1, 31), "15"),
            Property::new("basis", id!("map-deadline-basis"), Form::Text, "§ 14 VersG"),
        ],
    ),
    (
        "contact",
        &[
            Property::new("name", id!("map-contact-name"), Form::Text, "Leitstelle"),
            Property::new("email", id!("map-contact-email"), Form::Text, "leitstelle@example.org"),
            Property::new("phone", id!("map-contact-phone"), Form::Text, "\"0351 112\""),
            Property::new("fax", id!("map-contact-fax"), Form::Text, "\"0351 113\""),
            Property::new("url", id!("map-contact-url"), Form::Text, "https://example.org"),
            Property::new("note", id!("map-contact-note"), Form::Text, "nur werktags"),
        ],
    ),
    (
        "provenance",
        &[
            Property::new("source", id!("map-provenance-source"), Form::Text, "Notfallplan 2026"),
            Property::new("confirmedAt", id!("map-provenance-at"), Form::Stamp, "2026-05-01"),
            Property::new("confirmedBy", id!("map-provenance-by"), Form::Text, "Amt 10"),
        ],
    ),
];

/// The tables of the documentation: every object with its properties, then the words of lists.
pub fn tables(l: Language) -> String {
    let mut text = String::new();
    let mut table = |head: &'static str, properties: &[Property]| {
        text.push_str(&format!("### {}\n\n{}\n|---|---|---|---|---|\n", l.text(head), l.text("map-columns")));
        for property in properties {
            text.push_str(&row(property, l));
        }
        text.push('\n');
    };
    table(id!("map-head-file"), FILE);
    table(id!("map-head-node"), NODE);
    table(id!("map-head-need"), NEED);
    for (name, properties) in OBJECTS {
        table(
            match *name {
                "workaround" => id!("map-head-workaround"),
                "defaults" => id!("map-head-defaults"),
                "backup" => id!("map-head-backup"),
                "reliability" => id!("map-head-reliability"),
                "deadline" => id!("map-head-deadline"),
                "contact" => id!("map-head-contact"),
                _ => id!("map-head-provenance"),
            },
            properties,
        );
    }
    text.push_str(&format!(
        "### {}\n\n{}\n|---|---|\n",
        l.text("map-head-layers"),
        l.text("map-columns-words")
    ));
    for layer in Layer::ALL {
        text.push_str(&format!("| `{}` | {} |\n", layer.as_str(), l.text(of_layer(*layer))));
    }
    text.push_str(&format!(
        "\n### {}\n\n{}\n|---|---|\n",
        l.text("map-head-types"),
        l.text("map-columns-words")
    ));
    for site in SiteType::ALL {
        text.push_str(&format!("| `{}` | {} |\n", site.as_str(), l.text(of_type(*site))));
    }
    text
}

fn row(property: &Property, l: Language) -> String {
    let kind = |kind: &Kind| {
        l.text(match kind {
            Kind::Agency => "planning-agencies",
            Kind::Site => "picture-places",
            Kind::Service => "map-of-service",
        })
    };
    let kinds: Vec<&str> = property.kinds.iter().map(kind).collect();
    let only = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
    let default = match (property.required, property.default) {
        (true, _) => l.text("map-required").to_owned(),
        (false, "") => "–".to_owned(),
        (false, default) => format!("`{default}`"),
    };
    let (name, meaning, example) = (property.name, property.meaning(l), property.example);
    format!("| `{name}`{only} | {meaning} | {} | {default} | `{name}: {example}` |\n", form(property.form, l))
}

/// A form in words.
fn form(form: Form, l: Language) -> String {
    let list = |words: &[&str]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    match form {
        Form::Words(words) => list(words),
        Form::Digits(lengths) => {
            let lengths: Vec<String> = lengths.iter().map(ToString::to_string).collect();
            words::say!(l, "map-form-digits", lengths = lengths.join(", "))
        }
        Form::Whole(1, 1) => "`1`".into(),
        Form::Object(name) | Form::Objects(name) => format!("`{{ {} }}`", fields(name)),
        other => l
            .text(match other {
                Form::Text => "form-text",
                Form::Key => "map-form-key",
                Form::Keys => "form-keys",
                Form::Several => "map-form-several",
                Form::Relation => "map-form-relation",
                Form::Duration => "map-form-duration",
                Form::Stamp => "map-form-stamp",
                Form::Day => "map-form-day",
                Form::Zone => "form-zone",
                Form::Whole(..) => "form-integer",
                Form::Number(..) => "form-number",
                Form::Truth => "form-truth",
                Form::Texts => "form-texts",
                Form::Needs => "map-form-needs",
                _ => "form-entries",
            })
            .to_owned(),
    }
}

fn fields(object: &str) -> String {
    let found =
        OBJECTS.iter().find(|(name, _)| *name == object).map_or(&[][..], |(_, properties)| *properties);
    found.iter().map(|property| property.name).collect::<Vec<_>>().join(", ")
}

/// The id of what a layer is.
pub(super) fn of_layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Public => id!("map-layer-public"),
        Layer::Channel => id!("map-layer-channel"),
        Layer::Application => id!("map-layer-application"),
        Layer::Platform => id!("map-layer-platform"),
        Layer::Infrastructure => id!("map-layer-infrastructure"),
        Layer::Network => id!("map-layer-network"),
        Layer::Utility => id!("map-layer-utility"),
    }
}

/// The id of what a type of site is.
pub(super) fn of_type(site: SiteType) -> &'static str {
    match site {
        SiteType::Office => id!("map-type-office"),
        SiteType::DataCentre => id!("map-type-data-centre"),
        SiteType::Building => id!("map-type-building"),
        SiteType::Room => id!("map-type-room"),
        SiteType::Other => id!("map-type-other"),
    }
}
