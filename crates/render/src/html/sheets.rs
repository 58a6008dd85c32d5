//! Pictures alone as a document: one on each page.

use super::HtmlOptions;
use super::clock::{Clock, Moment};
use super::picture::Figure;
use super::style::style;
use crate::words::{Language, shortened};
use askama::Template;

/// The whole file, under what the pictures show in lines.
pub fn pictures(title: &[String], options: &HtmlOptions) -> String {
    let l = options.language;
    let clock = Clock { start: None, zone: &options.zone, l };
    let (name, facts) =
        title.split_first().map_or((String::new(), &[][..]), |(name, rest)| (name.clone(), rest));
    let document = Document {
        l,
        options,
        made_at: options.made_at.map(|time| clock.moment(time)),
        foot: shortened(&name, super::FOOT),
        figures: options.figures(&options.pictures, &name, &facts.join(" – ")),
        legend: options.legend(),
        name,
        facts,
    };
    document.render().unwrap_or_else(|_| unreachable!("text can always be written to memory"))
}

impl Document<'_> {
    /// Whether the first picture needs a turned page, onto which the title goes, too.
    fn begins_turned(&self) -> bool {
        self.legend.is_none() && self.figures.first().is_some_and(|figure| figure.drawing.wide)
    }
}

#[derive(Template)]
#[template(path = "sheets.html")]
struct Document<'a> {
    l: Language,
    options: &'a HtmlOptions,
    name: String,
    facts: &'a [String],
    foot: String,
    made_at: Option<Moment>,
    figures: Vec<Figure>,
    legend: Option<Figure>,
}
