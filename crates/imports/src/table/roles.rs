//! What columns mean: roles, and the German and English words by which heads are known.

use crate::keys::slug;
use model::Layer;
use model::Layer::{Application, Channel, Infrastructure, Network, Platform, Public, Utility};

/// What a column of a table means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A stable id.
    Key,
    /// A running number, which says nothing.
    Number,
    /// What kind of thing the row is.
    Kind,
    /// The layer of the row.
    Layer,
    /// The name of the thing in the row; of which layer such things are.
    Name(Option<Layer>),
    /// What it is called in full.
    LongName,
    /// Whose it is.
    Agency,
    /// Who runs it.
    Operator,
    /// Whose services are bought for it.
    Supplier,
    /// What it needs; of which layer those are.
    Needs(Option<Layer>),
    /// What needs it: the other way round.
    Feeds,
    /// Where it runs or sits.
    Site,
    /// Maximum tolerable period of disruption.
    Mtpd,
    /// Recovery time objective.
    Rto,
    /// Recovery point objective.
    Rpo,
    /// What people do without it.
    Workaround,
    /// Who answers.
    Contact,
    /// Mailbox.
    Email,
    /// Telephone.
    Phone,
    /// Cases per day.
    Cases,
    /// Amtlicher Regionalschlüssel.
    Ars,
    /// Amtlicher Gemeindeschlüssel.
    Ags,
    /// FIM/LeiKa key.
    Leika,
    /// Inhabitants.
    Population,
    /// When somebody last confirmed it.
    Reviewed,
    /// Free text.
    Note,
    /// In a table of dependencies: what needs.
    From,
    /// In a table of dependencies: what is needed.
    To,
    /// Kept as a label.
    Label,
    /// Left out.
    Ignore,
}

/// The words of the roles, for profiles.
pub const ROLES: &[(&str, Role)] = &[
    ("key", Role::Key),
    ("number", Role::Number),
    ("kind", Role::Kind),
    ("layer", Role::Layer),
    ("name", Role::Name(None)),
    ("name-public", Role::Name(Some(Public))),
    ("name-channel", Role::Name(Some(Channel))),
    ("name-application", Role::Name(Some(Application))),
    ("name-platform", Role::Name(Some(Platform))),
    ("name-infrastructure", Role::Name(Some(Infrastructure))),
    ("name-network", Role::Name(Some(Network))),
    ("name-utility", Role::Name(Some(Utility))),
    ("long-name", Role::LongName),
    ("agency", Role::Agency),
    ("operator", Role::Operator),
    ("supplier", Role::Supplier),
    ("needs", Role::Needs(None)),
    ("needs-application", Role::Needs(Some(Application))),
    ("needs-platform", Role::Needs(Some(Platform))),
    ("needs-infrastructure", Role::Needs(Some(Infrastructure))),
    ("needs-network", Role::Needs(Some(Network))),
    ("needs-utility", Role::Needs(Some(Utility))),
    ("needed-by", Role::Feeds),
    ("site", Role::Site),
    ("mtpd", Role::Mtpd),
    ("rto", Role::Rto),
    ("rpo", Role::Rpo),
    ("workaround", Role::Workaround),
    ("contact", Role::Contact),
    ("email", Role::Email),
    ("phone", Role::Phone),
    ("cases-per-day", Role::Cases),
    ("ars", Role::Ars),
    ("ags", Role::Ags),
    ("leika", Role::Leika),
    ("population", Role::Population),
    ("reviewed", Role::Reviewed),
    ("note", Role::Note),
    ("dependent", Role::From),
    ("provider", Role::To),
    ("label", Role::Label),
    ("ignore", Role::Ignore),
];

impl Role {
    /// Its word.
    pub fn word(self) -> &'static str {
        ROLES.iter().find(|(_, role)| *role == self).map_or("label", |(word, _)| word)
    }

    /// The role of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        ROLES.iter().find(|(known, _)| *known == word).map(|(_, role)| *role)
    }
}

/// Words of heads in the letters of keys: `=` all of it, `^` its beginning, else whole words inside. The first that fits counts.
#[rustfmt::skip]
const SYNONYMS: &[(Role, &str)] = &[
    (Role::Number, "=nr =lfd-nr =lfdnr =lfd =pos =no =nummer =laufende-nummer =id-nr =zeile =row"),
    (Role::Ags, "ags gemeindeschluessel gemeindekennzahl"),
    (Role::Ars, "ars regionalschluessel"),
    (Role::Leika, "leika leika-id leika-schluessel fim fim-schluessel"),
    (Role::Key, "=id =key =schluessel =kennung =uuid =ref-id =asset-ref-id =objekt-id =ci-id =inventarnummer =inventarnr =service-id =id-primaerer-schluessel"),
    (Role::Feeds, "benoetigt-fuer benoetigt-von wird-benoetigt wird-genutzt genutzt-von ^nachfolger nachgelagert liefert-an folgeprozess folgeprozesse nachfolgeprozess \
        abhaengige-prozesse abhaengige used-by needed-by required-by following-processes successor successors feeds supports impacts unterstuetzt unterstuetzte verwendet-von"),
    (Role::From, "=von =from =dependent =abhaengiges-objekt =abhaengiger =abhaengiges-element =quelle =source =consumer =nutzer"),
    (Role::To, "=nach =to =provider-key =ziel =target =provider =benoetigtes-objekt =lieferndes-objekt =anbieter"),
    (Role::Mtpd, "mta mtpd mtd mao ^max-ausfall ^maximale-ausfall ^maximal-tolerierbar ^max-tolerierbar tolerierbare-ausfallzeit max-downtime maximum-tolerable ausfalltoleranz point-in-time"),
    (Role::Rto, "waz rto wiederanlaufzeit wiederanlauf wiederherstellungszeit recovery-time"),
    (Role::Rpo, "rpo datenverlust recovery-point data-loss"),
    (Role::Workaround, "ausweichverfahren ersatzverfahren notverfahren notfallverfahren workaround workarounds ausweichloesung umgehung umgehungsloesung ersatzprozess"),
    (Role::Cases, "^faelle fallzahl fallzahlen ^vorgaenge-pro ^vorgaenge-tag cases-per-day cases-day"),
    (Role::Population, "einwohner einwohnerzahl population inhabitants"),
    (Role::Reviewed, "geprueft pruefdatum reviewed last-review review-date letzte-pruefung letzte-ueberpruefung aktualisiert"),
    (Role::Email, "email e-mail mail mailadresse postfach"),
    (Role::Phone, "telefon phone rufnummer tel telefonnummer"),
    (Role::Contact, "^verantwortlich ^ansprechpartner ^prozessverantwortlich ^fachverantwortlich ^systemverantwortlich ^anwendungsverantwortlich kontakt contact owner \
        =betreuer =administrator responsible verantwortlicher verantwortliche prozesseigner"),
    (Role::Needs(Some(Utility)), "stromversorgung versorgung klimatisierung"),
    (Role::Needs(Some(Network)), "benoetigte-netze benoetigte-leitungen netzanbindung benoetigtes-netz"),
    (Role::Needs(Some(Application)), "benoetigte-anwendungen benoetigte-anwendung benoetigte-fachverfahren benoetigte-verfahren benoetigte-software genutzte-anwendungen genutzte-fachverfahren \
        eingesetzte-anwendungen eingesetzte-software eingesetzte-fachverfahren verwendete-anwendungen unterstuetzende-anwendungen required-applications applications anwendungen fachverfahren-software"),
    (Role::Needs(Some(Infrastructure)), "benoetigte-it-systeme benoetigte-systeme benoetigte-server laeuft-auf it-systeme runs-on hosted-on required-systems genutzte-it-systeme servers"),
    (Role::Needs(Some(Platform)), "benoetigte-datenbanken datenbanken benoetigte-dienste genutzte-dienste"),
    (Role::Needs(None), "benoetigt benoetigte benoetigtes ^abhaengig abhaengigkeit abhaengigkeiten ^setzt-voraus voraussetzung voraussetzungen vorgaenger vorprozess vorprozesse vorgelagert \
        vorgelagerte zulieferer zulieferprozesse dependencies dependency depends depends-on requires needs required ressourcen nutzt verwendet uses"),
    (Role::Operator, "betrieben-durch betrieben-von betreiber betreibt operator operated-by betreuende-stelle it-dienstleister hosted-by run-by"),
    (Role::Supplier, "dienstleister lieferant lieferanten auftragnehmer supplier vendor service-provider externe-dienstleister"),
    (Role::Site, "standort standorte gebaeude raum liegenschaft location site lokation ort dienstsitz building room rechenzentrum"),
    (Role::Layer, "=ebene =schicht =layer"),
    (Role::Kind, "=art =typ =type =kind =objekttyp =klasse =class =kategorie =asset-class =objektart"),
    (Role::Agency, "amt =behoerde =dienststelle fachbereich dezernat organisationseinheit =abteilung =referat =organisation =org =mandant =kommune =gemeinde =agency =department =domain =oe \
        zustaendige-stelle org-einheit organization fachamt =stelle =folder"),
    (Role::LongName, "langname =beschreibung =description langbezeichnung vollstaendiger-name full-name kurzbeschreibung"),
    (Role::Name(Some(Public)), "=geschaeftsprozess =geschaeftsprozesse =prozess =process =business-process =leistung =verwaltungsleistung =produkt =kernprozess ^prozessname ^prozessbezeichnung =teilprozess =leistungen =prozesse"),
    (Role::Name(Some(Application)), "=anwendung =fachverfahren =verfahren =software =application =applikation =fachanwendung ^anwendungsname ^verfahrensname =programm"),
    (Role::Name(Some(Infrastructure)), "=server =it-system =it-systeme =host =hostname =servername =geraet =vm =system =rechner"),
    (Role::Name(Some(Platform)), "=datenbank =database =dienst =it-dienst =it-service =basisdienst"),
    (Role::Name(Some(Network)), "=leitung =netz =netzwerk =network =anschluss"),
    (Role::Name(None), "=name =bezeichnung =kurzname =titel =title =asset =objekt =service =dienst-service =element =ressource =label =kuerzel =kurzbezeichnung"),
    (Role::Note, "bemerkung bemerkungen kommentar anmerkung anmerkungen notiz notizen hinweis hinweise observation remarks comment comments note notes justification"),
];

/// What a head is likely to mean; `None` for words that nobody knows.
pub fn guess(head: &str) -> Option<Role> {
    // What stands in brackets is a unit or a remark.
    let plain = head.split(['(', '[']).next().unwrap_or_default();
    let plain = match slug(plain) {
        empty if empty.is_empty() => slug(head),
        plain => plain,
    };
    let fits = |pattern: &str| match (pattern.strip_prefix('='), pattern.strip_prefix('^')) {
        (Some(all), _) => plain == all,
        (_, Some(start)) => plain.starts_with(start),
        _ => format!("-{plain}-").contains(&format!("-{pattern}-")),
    };
    SYNONYMS.iter().find(|(_, patterns)| patterns.split_whitespace().any(fits)).map(|(role, _)| *role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_german_and_english_tables_are_understood() {
        for (head, word) in [
            ("lfd. Nr.", "number"),
            ("Amt", "agency"),
            ("Geschäftsprozess", "name-public"),
            ("Prozessverantwortliche/r", "contact"),
            ("MTA", "mtpd"),
            ("max. Ausfallzeit (Std.)", "mtpd"),
            ("WAZ", "rto"),
            ("RTO in h", "rto"),
            ("max. Datenverlust", "rpo"),
            ("Benötigte Anwendungen", "needs-application"),
            ("Benötigte IT-Systeme", "needs-infrastructure"),
            ("läuft auf", "needs-infrastructure"),
            ("benötigt", "needs"),
            ("abhängig von", "needs"),
            ("benötigt für", "needed-by"),
            ("Nachfolger", "needed-by"),
            ("Dienstleister", "supplier"),
            ("betrieben durch", "operator"),
            ("Standort", "site"),
            ("Ausweichverfahren", "workaround"),
            ("Fälle/Tag", "cases-per-day"),
            ("zuletzt geprüft", "reviewed"),
            ("Bemerkung", "note"),
            ("AGS", "ags"),
            ("Kurzname", "name"),
            ("Langname", "long-name"),
            ("depends on", "needs"),
            ("dependencies", "needs"),
            ("asset", "name"),
            ("point_in_time", "mtpd"),
            ("used by", "needed-by"),
            ("from", "dependent"),
            ("to", "provider"),
        ] {
            assert_eq!(guess(head).map(Role::word), Some(word), "{head}");
        }
        assert_eq!(guess("Schutzbedarf Verfügbarkeit"), None);
        for (word, role) in ROLES {
            assert_eq!((Role::of_word(word), role.word()), (Some(*role), *word));
        }
    }
}
