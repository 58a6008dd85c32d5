//! Finding nodes by words in key and name, and by what they are; page by page in the order of keys.

use super::live::Map;
use super::texts::Texts;
use engine::NodeIx;
use model::{Kind, Layer};

/// Longest text to search for, in characters; what is beyond is not looked at.
pub const MAX_TEXT: usize = 200;
const MAX_WORDS: usize = 8;

/// What nodes must be to be found; all of it together.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words that must all occur in the key or the name; upper and lower case are alike, and so are ä and ae, ß and ss.
    pub text: Option<String>,
    /// What it is.
    pub kind: Option<Kind>,
    /// Who runs it.
    pub agency: Option<NodeIx>,
    /// Where it stands in the stack.
    pub layer: Option<Layer>,
    /// How its official regional key, or its agency's, begins.
    pub area: Option<String>,
    /// A label with this name, and this value if one is given.
    pub label: Option<(String, Option<String>)>,
}

/// Some nodes in the order of their keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The nodes.
    pub nodes: Vec<NodeIx>,
    /// There are more behind them.
    pub more: bool,
}

impl Map {
    /// At most `limit` nodes that the filter lets through, with keys greater than `after`.
    pub fn page(&self, filter: &Filter, after: Option<&str>, limit: usize) -> Page {
        let mut search = Search::new(self, filter);
        let mut page = Page::default();
        for node in self.iter_after(after) {
            if search.matches(node) {
                if page.nodes.len() == limit {
                    page.more = true;
                    break;
                }
                page.nodes.push(node);
            }
        }
        page
    }

    /// How many nodes the filter lets through.
    pub fn count(&self, filter: &Filter) -> usize {
        let mut search = Search::new(self, filter);
        self.iter().filter(|&node| search.matches(node)).count()
    }
}

struct Search<'a> {
    map: &'a Map,
    filter: &'a Filter,
    words: Vec<Word<'a>>,
    /// Does the area of that number begin as wanted? By its number in the base.
    areas: Vec<bool>,
    /// Do the details of that number have the label? By their number in the base, as far as looked at.
    labels: Vec<Option<bool>>,
}

impl<'a> Search<'a> {
    fn new(map: &'a Map, filter: &'a Filter) -> Self {
        let text: String = filter.text.as_deref().unwrap_or("").chars().take(MAX_TEXT).collect();
        let words = text.split_whitespace().take(MAX_WORDS).map(|word| Word::new(map, word)).collect();
        let areas = &map.base.areas;
        let begins = |at| filter.area.as_ref().is_some_and(|area| areas.get(at).starts_with(area.as_str()));
        let labels = if filter.label.is_some() { map.base.details.len() as usize } else { 0 };
        Self { map, filter, words, areas: (0..areas.len()).map(begins).collect(), labels: vec![None; labels] }
    }

    /// Asked in the order of keys.
    fn matches(&mut self, node: NodeIx) -> bool {
        let (map, f) = (self.map, self.filter);
        f.kind.is_none_or(|kind| map.kind(node) == kind)
            && f.layer.is_none_or(|layer| map.layer(node) == Some(layer))
            && f.agency.is_none_or(|agency| map.agency(node) == Some(agency))
            && f.area.as_ref().is_none_or(|area| self.in_area(node, area))
            && self.words.iter_mut().all(|word| word.occurs(map, node))
            && f.label.as_ref().is_none_or(|label| self.has_label(node, label))
    }

    fn has_label(&mut self, node: NodeIx, (name, value): &(String, Option<String>)) -> bool {
        let has = |node| {
            let labels = self.map.labels(node);
            labels.get(name).is_some_and(|is| value.as_ref().is_none_or(|wanted| wanted == is))
        };
        if self.map.overlay.get(node).is_some() {
            return has(node);
        }
        // Many nodes share their details, which are slow to read.
        let details = self.map.base.columns.details[node as usize] as usize;
        *self.labels[details].get_or_insert_with(|| has(node))
    }

    fn in_area(&self, node: NodeIx, area: &str) -> bool {
        let (map, columns) = (self.map, &self.map.base.columns);
        if map.overlay.len() > 0 {
            return map.area(node).is_some_and(|own| own.starts_with(area));
        }
        let own = columns.area[node as usize];
        let agency = columns.agency[node as usize];
        match (own, columns.area.get(agency as usize)) {
            (0, Some(&of_agency)) => of_agency != 0 && self.areas[of_agency as usize],
            _ => own != 0 && self.areas[own as usize],
        }
    }
}

/// A word that is looked for in the keys and the names.
struct Word<'a> {
    folded: String,
    keys: KeyCursor<'a>,
    /// What is known about each name of the base: 0 = not looked at yet, 1 = without the word, 2 = with it.
    names: Vec<u8>,
    buffer: String,
}

impl<'a> Word<'a> {
    fn new(map: &'a Map, word: &str) -> Self {
        let mut folded = String::new();
        fold(word, &mut folded);
        let keys = KeyCursor { keys: &map.base.keys, hit: None, from: 0, done: false };
        Self { folded, keys, names: vec![0; map.base.names.len() as usize], buffer: String::new() }
    }

    fn occurs(&mut self, map: &Map, node: NodeIx) -> bool {
        if map.overlay.get(node).is_some() {
            return map.key(node).contains(&self.folded) || self.in_text(map.name(node));
        }
        if self.keys.has(node, &self.folded) {
            return true;
        }
        let name = map.base.columns.name[node as usize] as usize;
        if self.names[name] == 0 {
            self.names[name] = 1 + u8::from(self.in_text(map.name(node)));
        }
        self.names[name] == 2
    }

    fn in_text(&mut self, text: &str) -> bool {
        fold(text, &mut self.buffer);
        contains(self.buffer.as_bytes(), self.folded.as_bytes())
    }
}

/// Searches all keys of the base as one text, in step with the nodes that are asked about.
struct KeyCursor<'a> {
    keys: &'a Texts,
    /// The last node that was found.
    hit: Option<NodeIx>,
    /// Where to look on.
    from: usize,
    done: bool,
}

impl KeyCursor<'_> {
    /// Does the word occur in the key of that node of the base? Asked in rising order.
    fn has(&mut self, node: NodeIx, word: &str) -> bool {
        let bounds = self.keys.bounds();
        while self.hit.is_none_or(|hit| hit < node) && !self.done {
            self.from = self.from.max(bounds[node as usize] as usize);
            let Some(at) = self.keys.whole()[self.from..].find(word) else {
                self.done = true;
                break;
            };
            let at = self.from + at;
            // Where the word is common, the next hit is in the key that is asked about.
            let near = bounds.get(node as usize + 1).is_some_and(|&end| at < end as usize);
            let found = if near { node } else { self.keys.covering(at) };
            let end = bounds[found as usize + 1] as usize;
            // What reaches into the next key is no match, but one may begin right behind it.
            if at + word.len() <= end {
                (self.hit, self.from) = (Some(found), end);
            } else {
                self.from = at + 1;
            }
        }
        self.hit == Some(node)
    }
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    let Some((first, rest)) = word.split_first() else { return true };
    let Some(last) = text.len().checked_sub(word.len()) else { return false };
    (0..=last).any(|at| text[at] == *first && text[at + 1..].starts_with(rest))
}

/// Writes the text in lower case, with umlauts and sharp s as two letters.
fn fold(text: &str, into: &mut String) {
    into.clear();
    if text.is_ascii() {
        into.push_str(text);
        into.make_ascii_lowercase();
        return;
    }
    for c in text.chars() {
        match c {
            'ä' | 'Ä' => into.push_str("ae"),
            'ö' | 'Ö' => into.push_str("oe"),
            'ü' | 'Ü' => into.push_str("ue"),
            'ß' | 'ẞ' => into.push_str("ss"),
            // An umlaut that is written as a letter and two dots over it.
            '\u{308}' => into.push('e'),
            c if c.is_ascii() => into.push(c.to_ascii_lowercase()),
            c => into.extend(c.to_lowercase()),
        }
    }
}
