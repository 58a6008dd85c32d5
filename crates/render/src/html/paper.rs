//! The answer to a planner's question as a document, in the look of the report.

use super::HtmlOptions;
use super::clock::{Clock, Moment};
use super::picture::Drawing;
use super::style::style;
use crate::paper::{Block, Paper, Picture, Source, Table, more};
use crate::words::{Language, shortened, sign};
use askama::Template;
use model::Level;

/// The whole file. Pictures that are not drawn yet, or not well-formed, are left out: their words stand there, too.
pub fn paper(paper: &Paper, options: &HtmlOptions) -> String {
    let l = options.language;
    let clock = Clock { start: None, zone: &options.zone, l };
    let made_at = options.made_at.map(|time| clock.moment(time));
    let document = Document { p: paper, l, options, made_at, foot: shortened(&paper.title, super::FOOT) };
    document.render().unwrap_or_else(|_| unreachable!("text can always be written to memory"))
}

#[derive(Template)]
#[template(path = "paper.html")]
struct Document<'a> {
    p: &'a Paper,
    l: Language,
    options: &'a HtmlOptions,
    made_at: Option<Moment>,
    foot: String,
}

impl Document<'_> {
    fn more(&self, omitted: &u64) -> String {
        more(*omitted, self.l)
    }

    fn word(&self, level: &Level) -> &'static str {
        self.l.level(*level)
    }

    fn sign(&self, level: &Level) -> &'static str {
        sign(*level)
    }

    fn drawn(&self, picture: &Picture, part: &usize, block: &usize) -> Option<Drawing> {
        match &picture.source {
            Source::Svg(svg) => {
                self.options.drawing(svg, &format!("p{part}-{block}"), &picture.name, &picture.description)
            }
            Source::Dot(_) => None,
        }
    }

    /// The width of a column in percent.
    fn percent(&self, table: &Table, at: &usize) -> u32 {
        let all: u32 = table.columns.iter().map(|column| u32::from(column.share.max(1))).sum();
        table.columns.get(*at).map_or(0, |column| u32::from(column.share.max(1)) * 100 / all.max(1))
    }

    fn is_number(&self, table: &Table, at: &usize) -> bool {
        table.columns.get(*at).is_some_and(|column| column.number)
    }

    fn lines<'t>(&self, text: &'t str) -> Vec<&'t str> {
        text.split('\n').collect()
    }
}
