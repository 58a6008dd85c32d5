//! Names: what municipalities offer, what their computers do, and how synthetic places are called.

use super::random::Dice;
use model::Layer;

/// A public service as it is generated.
pub(super) struct Offer {
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    /// Cases a year for each 1,000 inhabitants.
    pub(super) cases: u64,
    /// Maximum tolerable period of disruption in hours; 0 = not said.
    pub(super) mtpd: u32,
}

const fn offer(slug: &'static str, name: &'static str, cases: u64, mtpd: u32) -> Offer {
    Offer { slug, name, cases, mtpd }
}

/// What a municipality may offer, the common things first.
pub(super) const OFFERS: [Offer; 90] = [
    offer("anmeldung", "Wohnsitz anmelden", 60, 72),
    offer("personalausweis", "Personalausweis", 90, 72),
    offer("reisepass", "Reisepass", 45, 72),
    offer("meldebescheinigung", "Meldebescheinigung", 30, 0),
    offer("geburt", "Geburt beurkunden", 9, 168),
    offer("sterbefall", "Sterbefall beurkunden", 12, 24),
    offer("eheschliessung", "Eheschließung", 5, 168),
    offer("fuehrungszeugnis", "Führungszeugnis", 35, 0),
    offer("wohngeld", "Wohngeld", 12, 168),
    offer("hundesteuer", "Hundesteuer", 15, 0),
    offer("grundsteuer", "Grundsteuer", 40, 720),
    offer("gewerbesteuer", "Gewerbesteuer", 8, 720),
    offer("gewerbeanmeldung", "Gewerbe anmelden", 10, 0),
    offer("gewerbeabmeldung", "Gewerbe abmelden", 8, 0),
    offer("kita", "Platz in der Kindertagesstätte", 14, 0),
    offer("schulanmeldung", "Anmeldung zur Grundschule", 9, 0),
    offer("fundbuero", "Fundsachen", 6, 0),
    offer("beglaubigung", "Beglaubigung", 18, 0),
    offer("sperrmuell", "Sperrmüll abholen lassen", 50, 0),
    offer("abfallgebuehren", "Abfallgebühren", 30, 720),
    offer("wasser-abwasser", "Wasser und Abwasser abrechnen", 45, 720),
    offer("bauvoranfrage", "Bauvoranfrage", 2, 0),
    offer("strassensperrung", "Straßensperrung genehmigen", 4, 48),
    offer("sondernutzung", "Sondernutzung von Straßen", 5, 0),
    offer("parkausweis", "Bewohnerparkausweis", 12, 0),
    offer("parken-behinderung", "Parkerleichterung bei Behinderung", 2, 0),
    offer("wahlschein", "Wahlschein und Briefwahl", 70, 24),
    offer("versammlung", "Versammlung anzeigen", 1, 24),
    offer("veranstaltung", "Veranstaltung anzeigen", 3, 0),
    offer("gaststaette", "Gaststättenerlaubnis", 1, 0),
    offer("fischereischein", "Fischereischein", 4, 0),
    offer("friedhof", "Grab und Bestattung", 10, 24),
    offer("obdach", "Unterbringung von Obdachlosen", 1, 12),
    offer("sozialhilfe", "Hilfe zum Lebensunterhalt", 8, 72),
    offer("grundsicherung", "Grundsicherung im Alter", 10, 72),
    offer("bildungspaket", "Leistungen für Bildung und Teilhabe", 9, 0),
    offer("wohnberechtigung", "Wohnberechtigungsschein", 6, 0),
    offer("bibliothek", "Ausleihe der Bibliothek", 300, 0),
    offer("musikschule", "Anmeldung zur Musikschule", 6, 0),
    offer("volkshochschule", "Kurse der Volkshochschule", 25, 0),
    offer("schwimmbad", "Eintritt und Kurse im Schwimmbad", 120, 0),
    offer("sporthallen", "Sporthallen vergeben", 5, 0),
    offer("ratsinformation", "Ratsinformation", 20, 0),
    offer("bekanntmachung", "Amtliche Bekanntmachungen", 6, 72),
    offer("maengelmelder", "Mängel melden", 25, 0),
    offer("ordnungswidrigkeit", "Verwarnung und Bußgeld", 60, 0),
    offer("laermbeschwerde", "Beschwerde über Lärm", 5, 0),
    offer("feuerwehr-einsatz", "Einsätze der Feuerwehr abrechnen", 2, 0),
    offer("katastrophenschutz", "Bevölkerung warnen", 1, 2),
    offer("winterdienst", "Winterdienst", 3, 24),
    offer("baumschutz", "Baum fällen genehmigen", 3, 0),
    offer("spielhallen", "Erlaubnis für Spielhallen", 1, 0),
    offer("marktstand", "Standplatz auf dem Markt", 3, 0),
    offer("tourismus", "Gäste melden und Kurbeitrag", 40, 0),
    offer("bauleitplanung", "Beteiligung an der Bauleitplanung", 3, 0),
    offer("grundstuecke", "Grundstücke verkaufen und verpachten", 1, 0),
    offer("hausnummer", "Hausnummer vergeben", 2, 0),
    offer("leitungsauskunft", "Auskunft über Leitungen", 8, 0),
    offer("bauakte", "Einsicht in Bauakten", 4, 0),
    offer("archiv", "Auskunft des Archivs", 3, 0),
    offer("ferienbetreuung", "Betreuung in den Ferien", 7, 0),
    offer("schulessen", "Mittagessen in der Schule", 80, 24),
    offer("schuelerbefoerderung", "Schülerbeförderung", 12, 0),
    offer("elternbeitrag", "Elternbeiträge", 20, 720),
    offer("tagespflege", "Kindertagespflege", 3, 0),
    offer("unterhaltsvorschuss", "Unterhaltsvorschuss", 4, 72),
    offer("vormundschaft", "Beistand und Vormundschaft", 2, 72),
    offer("jugendhilfe", "Hilfe zur Erziehung", 4, 12),
    offer("seniorenpass", "Seniorenpass", 5, 0),
    offer("ehrenamtskarte", "Ehrenamtskarte", 3, 0),
    offer("familienpass", "Familienpass", 6, 0),
    offer("zuzug-ausland", "Zuzug aus dem Ausland", 8, 72),
    offer("auskunftssperre", "Auskunftssperre", 1, 24),
    offer("melderegisterauskunft", "Auskunft aus dem Melderegister", 25, 0),
    offer("lebensbescheinigung", "Lebensbescheinigung", 4, 0),
    offer("namensaenderung", "Namen ändern", 1, 0),
    offer("kirchenaustritt", "Kirchenaustritt", 5, 0),
    offer("urkunden", "Urkunden nachbestellen", 20, 0),
    offer("vaterschaft", "Vaterschaft anerkennen", 3, 0),
    offer("zweitwohnung", "Zweitwohnungsteuer", 4, 720),
    offer("vergnuegungssteuer", "Vergnügungssteuer", 1, 720),
    offer("vollstreckung", "Forderungen vollstrecken", 15, 0),
    offer("ratenzahlung", "Stundung und Ratenzahlung", 4, 0),
    offer("spenden", "Spendenbescheinigung", 2, 0),
    offer("foerderung-vereine", "Förderung von Vereinen", 2, 0),
    offer("denkmal", "Arbeiten am Denkmal genehmigen", 1, 0),
    offer("klimaschutz", "Förderung für Klimaschutz", 2, 0),
    offer("ladesaeulen", "Ladesäulen genehmigen", 1, 0),
    offer("glasfaser", "Glasfaserausbau genehmigen", 2, 0),
    offer("buergerbeteiligung", "Bürgerbeteiligung", 4, 0),
];

/// A part of a municipality's own information technology: slug, name, layer.
pub(super) type PartOfCentre = (&'static str, &'static str, Layer);

/// The local information technology of a municipality, in the order in which it is numbered.
pub(super) const PARTS: [PartOfCentre; 15] = [
    ("lan", "Hausnetz", Layer::Network),
    ("anbindung", "Anbindung an das Weitverkehrsnetz", Layer::Network),
    ("verzeichnis", "Verzeichnisdienst", Layer::Platform),
    ("server-1", "Server 1", Layer::Infrastructure),
    ("server-2", "Server 2", Layer::Infrastructure),
    ("dateien", "Dateiablage", Layer::Platform),
    ("telefon", "Telefonanlage", Layer::Channel),
    ("mail", "E-Mail-Übergang", Layer::Channel),
    ("drucken", "Druckdienst", Layer::Platform),
    ("dms", "Dokumentenverwaltung", Layer::Application),
    ("intranet", "Intranet", Layer::Application),
    ("datenbank", "Datenbank", Layer::Platform),
    ("fernzugang", "Fernzugang", Layer::Network),
    ("arbeitsplaetze", "Arbeitsplätze", Layer::Infrastructure),
    ("kasse", "Kasse und Zahlungsverkehr", Layer::Application),
];

/// Shared services of a data centre: slug, name.
pub(super) const PLATFORMS: [(&str, &str); 12] = [
    ("speicher", "Speicherdienst"),
    ("netz", "Netzdienst"),
    ("rechenleistung", "Rechenleistung"),
    ("anmeldung", "Anmeldedienst"),
    ("namensdienst", "Namensdienst"),
    ("mail", "E-Mail-Dienst"),
    ("sicherung", "Datensicherung"),
    ("ueberwachung", "Überwachung"),
    ("dateien", "Dateidienst"),
    ("portal", "Serviceportal"),
    ("zahlung", "Zahlungsdienst"),
    ("lastverteilung", "Lastverteilung"),
];

/// National registers.
pub(super) const REGISTERS: [&str; 20] = [
    "Einwohner",
    "Personenstand",
    "Ausländer",
    "Fahrzeuge",
    "Fahrerlaubnisse",
    "Gewerbe",
    "Handel",
    "Grundbuch",
    "Liegenschaften",
    "Unternehmen",
    "Steuern",
    "Rente",
    "Krankenversicherung",
    "Ausweise",
    "Waffen",
    "Vereine",
    "Straftaten",
    "Bildung",
    "Gebäude",
    "Adressen",
];

/// What a district's own applications are for.
pub(super) const DISTRICT_APPLICATIONS: [(&str, &str); 4] = [
    ("zulassung", "Kfz-Zulassung"),
    ("fuehrerschein", "Fahrerlaubnis"),
    ("bauaufsicht", "Bauaufsicht"),
    ("auslaenderbehoerde", "Ausländerbehörde"),
];

const SUBJECTS: [&str; 30] = [
    "Einwohnerwesen",
    "Personenstand",
    "Wohngeld",
    "Sozialhilfe",
    "Finanzwesen",
    "Personalwesen",
    "Gewerbe",
    "Kindertagesstätten",
    "Schulen",
    "Wahlen",
    "Bauwesen",
    "Abfallwirtschaft",
    "Wasser und Abwasser",
    "Grundsteuer",
    "Vollstreckung",
    "Friedhöfe",
    "Bibliotheken",
    "Ordnungswidrigkeiten",
    "Parken",
    "Feuerwehr",
    "Geoinformation",
    "Ratsarbeit",
    "Aktenführung",
    "Formulare",
    "Termine",
    "Liegenschaften",
    "Tourismus",
    "Vereine",
    "Jugendhilfe",
    "Kulturpflege",
];

/// What the application of that number is called.
pub(super) fn application(number: usize) -> String {
    format!("Fachverfahren {} {}", SUBJECTS[number % SUBJECTS.len()], number / SUBJECTS.len() + 1)
}

const HEADS: [&str; 16] = [
    "", "", "", "", "", "", "Ober", "Unter", "Neu", "Alt", "Groß", "Klein", "Hohen", "Nieder", "Wester",
    "Mittel",
];
const STEMS: [&str; 40] = [
    "linden", "birken", "eichen", "erlen", "buchen", "tannen", "hasel", "weiden", "stein", "mühl", "berg",
    "wald", "wiesen", "sand", "moor", "see", "rosen", "schön", "grün", "schwarz", "weiß", "roten", "falken",
    "hirsch", "wolfs", "kranich", "fuchs", "adler", "bären", "lerchen", "sonnen", "stern", "winter",
    "sommer", "kloster", "kirch", "markt", "brunnen", "quell", "hügel",
];
const TAILS: [&str; 20] = [
    "hausen", "dorf", "heim", "ingen", "stedt", "bach", "feld", "au", "rode", "walde", "burg", "hagen",
    "brück", "furt", "tal", "hofen", "kirchen", "leben", "büttel", "moos",
];

/// The name of a place that does not exist, made of syllables.
pub(super) fn place(dice: &mut Dice) -> String {
    let (head, stem, tail) = (dice.pick(&HEADS), dice.pick(&STEMS), dice.pick(&TAILS));
    if !head.is_empty() {
        return format!("{head}{stem}{tail}");
    }
    let mut letters = stem.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}{tail}", letters.as_str())
}

/// Inhabitants of municipalities: so many of a thousand have between so many and so many.
const SIZES: [(usize, usize, usize); 8] = [
    (250, 150, 700),
    (250, 700, 1_700),
    (250, 1_700, 5_000),
    (150, 5_000, 15_000),
    (70, 15_000, 40_000),
    (22, 40_000, 100_000),
    (7, 100_000, 300_000),
    (1, 300_000, 1_500_000),
];

/// Inhabitants of a municipality: most are small, few are large.
pub(super) fn population(dice: &mut Dice) -> u64 {
    let mut at = dice.roll(1_000);
    for (share, low, high) in SIZES {
        if at < share {
            return (low + dice.roll(high - low)) as u64;
        }
        at -= share;
    }
    unreachable!("the shares add up to a thousand")
}
