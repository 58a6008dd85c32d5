//! `find`: the keys of nodes by words of their names, and what to say of a name where a key belongs.

use super::args::FindArgs;
use super::failure::Failure;
use super::look::language;
use super::output::Output;
use super::target::load;
use map::{Filter, Map};
use model::{Kind, message};
use std::io::{self, Write};
use words::{Language, say};

/// Most nodes that are proposed for a name.
const PROPOSED: usize = 5;

pub(super) async fn run(args: FindArgs) -> Result<(), Failure> {
    let (map, _) = load(&args.source, None).await?;
    let text = args.words.join(" ");
    let page = map.page(&Filter { text: Some(text.clone()), ..Filter::default() }, None, args.limit);
    if page.nodes.is_empty() {
        return Err(Failure::Wrong(message!("find-nothing", words = text)));
    }
    let l = language(args.language);
    let mut out = Output::stdout();
    let width = page.nodes.iter().map(|&node| map.key(node).len()).max().unwrap_or(0);
    let line = |node| {
        let kind = l.text(match (map.kind(node), map.layer(node)) {
            (Kind::Agency, _) => "picture-agency",
            (Kind::Site, _) => "picture-place",
            (Kind::Service, _) => "picture-service",
        });
        let agency = map.agency(node).map_or(String::new(), |agency| format!(", {}", map.name(agency)));
        format!("{:width$}  {} ({kind}{agency})", map.key(node), map.name(node))
    };
    let written = page.nodes.iter().try_for_each(|&node| writeln!(out, "{}", line(node)));
    written.and_then(|()| more(page.more, l, &mut out)).and_then(|()| out.finish()).map_err(Failure::output)
}

fn more(more: bool, l: Language, out: &mut impl Write) -> io::Result<()> {
    if more { writeln!(out, "{}", l.text("find-more")) } else { Ok(()) }
}

/// A name stands where a key belongs: the keys that may be meant.
pub(super) fn key_of_name(map: &Map, name: &str) -> Failure {
    let hits = |text: &str| {
        map.page(&Filter { text: Some(text.to_owned()), ..Filter::default() }, None, PROPOSED).nodes
    };
    let mut words: Vec<&str> = name.split_whitespace().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let found = std::iter::once(name).chain(words).map(hits).find(|nodes| !nodes.is_empty());
    let l = super::spoken::messages();
    let proposals: Vec<String> = found
        .unwrap_or_default()
        .into_iter()
        .map(|node| say!(l, "find-proposal", key = map.key(node), name = map.name(node)))
        .collect();
    Failure::Wrong(match proposals.as_slice() {
        [] => message!("fail-no-name", name = name),
        _ => message!("fail-name", name = name, list = proposals.join(", ")),
    })
}
