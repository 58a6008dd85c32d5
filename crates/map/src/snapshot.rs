//! A compiled map as bytes and back: a fixed little-endian layout that is read in bulk and checked everywhere.
//!
//! Layout: `MAGIC`, then sections, each a 64-bit length and its bytes. Whether the bytes are those that were
//! written, the checksum around them tells; this reader promises only that a map made of wrong ones is sound.

use super::base::{Base, Columns, NO_FIGURE, NONE, is_class, kind_of};
use super::details::Style;
use super::texts::{Index, Texts};
use engine::base::{Base as GraphBase, Rule};

use model::{Kind, Seconds, Terms, TimeZone};

/// Name and number of the format; another layout gets another number.
const MAGIC: &[u8; 16] = b"tragweite-map\0\x04\0";

/// The number of the format, under which the store keeps it.
pub const FORMAT: u32 = 4;

/// A rule in bytes: thresholds, number of primaries and of providers, clocks, five yes-or-no.
const RULE: usize = 28;

/// Why bytes are no map.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// Not written by this version of the format.
    #[error("the snapshot has another format")]
    Format,
    /// Shorter than it says, or longer.
    #[error("the snapshot is cut off or has something behind it")]
    Length,
    /// Parts that contradict each other.
    #[error("the snapshot is damaged: {0}")]
    Damaged(&'static str),
}

impl Base {
    /// The map in bytes: equal maps give equal bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes());
        out.extend_from_slice(MAGIC);
        for texts in [&self.keys, &self.names, &self.areas, &self.details, &self.styles] {
            section(&mut out, texts.whole().bytes());
            section_u32(&mut out, texts.bounds().iter().copied());
        }
        let c = &self.columns;
        section(&mut out, c.class.iter().copied());
        for column in [&c.name, &c.agency, &c.area, &c.details, &c.mtpd, &self.style] {
            section_u32(&mut out, column.iter().copied());
        }
        for column in [&c.figure, &c.changed_in] {
            section(&mut out, column.iter().flat_map(|v| v.to_le_bytes()));
        }
        let parts = self.graph.base().parts();
        for column in [parts.recovery, parts.first_dependency, parts.first_provider, parts.providers] {
            section_u32(&mut out, column.iter().copied());
        }
        section(&mut out, parts.rules.iter().flat_map(rule_bytes));
        section_u32(&mut out, parts.rule_of);
        let zone = self.zone.as_ref().and_then(TimeZone::iana_name).unwrap_or_default();
        section(&mut out, zone.bytes());
        out
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// When the bytes have another format or contradict each other. Never takes more memory than a few times
    /// their length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(SnapshotError::Format)?;
        let mut reader = Reader { rest };
        let [keys, names, areas, details, styles] =
            [reader.texts()?, reader.texts()?, reader.texts()?, reader.texts()?, reader.texts()?];
        let class = reader.section()?.to_vec();
        let mut column = || reader.numbers();
        let [name, agency, area, details_of, mtpd, style] =
            [column()?, column()?, column()?, column()?, column()?, column()?];
        let [figure, changed_in] = [reader.long_numbers()?, reader.long_numbers()?];
        let columns = Columns { class, name, agency, area, details: details_of, mtpd, figure, changed_in };
        let graph = reader.graph()?;
        let zone = reader.zone()?;
        if !reader.rest.is_empty() {
            return Err(SnapshotError::Length);
        }
        check_texts(&keys, [&names, &areas, &details], &styles)?;
        check_columns(&columns, keys.len(), [names.len(), areas.len(), details.len()])?;
        let fits = graph.nodes() == keys.len() && graph.dependencies() as usize == style.len();
        if !fits || style.iter().any(|&at| at >= styles.len()) {
            return Err(SnapshotError::Damaged("graph and map have different sizes"));
        }
        let index = Index::of(&keys);
        Ok(Self::new([keys, names, areas, details], styles, index, columns, style, graph).in_zone(zone))
    }
}

fn section(out: &mut Vec<u8>, bytes: impl Iterator<Item = u8>) {
    let at = out.len();
    out.extend_from_slice(&[0; 8]);
    out.extend(bytes);
    let length = (out.len() - at - 8) as u64;
    out[at..at + 8].copy_from_slice(&length.to_le_bytes());
}

fn section_u32(out: &mut Vec<u8>, numbers: impl Iterator<Item = u32>) {
    section(out, numbers.flat_map(u32::to_le_bytes));
}

fn rule_bytes(rule: &Rule) -> [u8; RULE] {
    let (mut bytes, terms) = ([0; RULE], &rule.terms);
    let clocks = [terms.tolerance, terms.workaround.unwrap_or(NONE)];
    let numbers = [terms.min, terms.full, rule.primaries, rule.providers].into_iter().chain(clocks);
    for (place, number) in bytes.chunks_exact_mut(4).zip(numbers) {
        place.copy_from_slice(&number.to_le_bytes());
    }
    bytes[24] = u8::from(terms.tolerates_degraded);
    bytes[25] = u8::from(terms.start_only);
    bytes[26] = u8::from(terms.confirmed);
    bytes[27] = u8::from(!terms.degraded_works) + 2 * u8::from(terms.one_of_unknown);
    bytes
}

fn rule_of_bytes(bytes: &[u8]) -> Option<(Terms, u32, u32)> {
    let numbers = numbers(bytes)?;
    let &[min, full, primaries, providers, tolerance, workaround, flags] = &numbers[..] else { return None };
    let workaround = Some(workaround).filter(|&w| w != NONE);
    let [tolerates, start, confirmed, kinds] = flags.to_le_bytes();
    let clocks = [tolerance, workaround.unwrap_or(0)];
    let terms = Terms {
        min,
        full,
        tolerates_degraded: tolerates == 1,
        degraded_works: kinds & 1 == 0,
        one_of_unknown: kinds & 2 != 0,
        tolerance,
        workaround,
        start_only: start == 1,
        confirmed: confirmed == 1,
    };
    clocks.iter().all(|&c| Seconds::new(c).is_ok()).then_some((terms, primaries, providers))
}

fn numbers(bytes: &[u8]) -> Option<Vec<u32>> {
    let (chunks, []) = bytes.as_chunks::<4>() else { return None };
    Some(chunks.iter().map(|b| u32::from_le_bytes(*b)).collect())
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn section(&mut self) -> Result<&'a [u8], SnapshotError> {
        let (length, rest) = self.rest.split_first_chunk::<8>().ok_or(SnapshotError::Length)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| SnapshotError::Length)?;
        let (section, rest) = rest.split_at_checked(length).ok_or(SnapshotError::Length)?;
        self.rest = rest;
        Ok(section)
    }

    fn numbers(&mut self) -> Result<Vec<u32>, SnapshotError> {
        numbers(self.section()?).ok_or(SnapshotError::Length)
    }

    fn long_numbers(&mut self) -> Result<Vec<u64>, SnapshotError> {
        let section = self.section()?;
        let (chunks, []) = section.as_chunks::<8>() else { return Err(SnapshotError::Length) };
        Ok(chunks.iter().map(|b| u64::from_le_bytes(*b)).collect())
    }

    fn texts(&mut self) -> Result<Texts, SnapshotError> {
        let text = self.section()?.to_vec();
        Texts::from_parts(text, self.numbers()?)
            .ok_or(SnapshotError::Damaged("texts do not fit their bounds"))
    }

    fn zone(&mut self) -> Result<Option<TimeZone>, SnapshotError> {
        let name = str::from_utf8(self.section()?).ok().filter(|name| name.is_ascii());
        match name.ok_or(SnapshotError::Damaged("a zone has no name"))? {
            "" => Ok(None),
            name => TimeZone::get(name).map(Some).map_err(|_| SnapshotError::Damaged("a zone is not known")),
        }
    }

    fn graph(&mut self) -> Result<GraphBase, SnapshotError> {
        let [recovery, first_dependency, first_provider, providers] =
            [self.numbers()?, self.numbers()?, self.numbers()?, self.numbers()?];
        let rules: Option<Vec<_>> = self.section()?.chunks(RULE).map(rule_of_bytes).collect();
        let rules = rules.ok_or(SnapshotError::Damaged("a rule is out of range"))?;
        let rule_of = self.numbers()?;
        if recovery.iter().any(|&seconds| Seconds::new(seconds).is_err()) {
            return Err(SnapshotError::Damaged("a recovery time is out of range"));
        }
        GraphBase::from_parts(recovery, first_dependency, first_provider, providers, &rules, &rule_of)
            .ok_or(SnapshotError::Damaged("the graph contradicts itself"))
    }
}

fn check_texts(keys: &Texts, texts: [&Texts; 3], styles: &Texts) -> Result<(), SnapshotError> {
    let letters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.';
    if !keys.whole().bytes().all(letters) {
        return Err(SnapshotError::Damaged("a key has a letter that no key has"));
    }
    if keys.len() > 0 && keys.get(0).is_empty() || (1..keys.len()).any(|at| keys.get(at - 1) >= keys.get(at))
    {
        return Err(SnapshotError::Damaged("the keys are not in order"));
    }
    let [_, areas, details] = texts;
    if [areas, details].iter().any(|t| t.len() == 0 || !t.get(0).is_empty()) {
        return Err(SnapshotError::Damaged("the empty text is missing"));
    }
    if !(0..styles.len()).all(|at| Style::is_sound(styles.get(at))) {
        return Err(SnapshotError::Damaged("a dependency is of no known kind"));
    }
    Ok(())
}

fn check_columns(c: &Columns, nodes: u32, texts: [u32; 3]) -> Result<(), SnapshotError> {
    let lengths = [c.name.len(), c.agency.len(), c.area.len(), c.details.len(), c.mtpd.len()];
    let long = [c.class.len(), c.figure.len(), c.changed_in.len()];
    if lengths.iter().chain(&long).any(|&length| length != nodes as usize) {
        return Err(SnapshotError::Damaged("columns have different lengths"));
    }
    if !c.class.iter().all(|&class| is_class(class)) {
        return Err(SnapshotError::Damaged("a node is of no known kind"));
    }
    for (column, bound) in [&c.name, &c.area, &c.details].into_iter().zip(texts) {
        if column.iter().any(|&at| at >= bound) {
            return Err(SnapshotError::Damaged("a text is missing"));
        }
    }
    if c.mtpd.iter().any(|&m| m != NONE && Seconds::new(m).is_err()) {
        return Err(SnapshotError::Damaged("a tolerable period is out of range"));
    }
    for ((&class, &agency), &figure) in c.class.iter().zip(&c.agency).zip(&c.figure) {
        let fits = match kind_of(class) {
            Kind::Agency => agency == NONE,
            _ => c.class.get(agency as usize).is_some_and(|&class| kind_of(class) == Kind::Agency),
        };
        let cases =
            kind_of(class) == Kind::Agency || figure == NO_FIGURE || f64::from_bits(figure).is_finite();
        if !fits || !cases {
            return Err(SnapshotError::Damaged("an agency or a figure does not fit"));
        }
    }
    Ok(())
}
