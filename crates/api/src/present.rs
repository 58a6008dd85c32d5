//! The same resource as a picture, a report or a file: by `Accept`, or by `?format=` for people.

use super::params::{Parameter, Params, Unchecked, params};
use super::problem::Problem;
use super::respond::REVISION;
use super::state::Api;
use app::present::{Draft, Format, ViewKind, Wanted, awareness, head as parts, marking};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use jiff::tz::TimeZone;
use map::Map;
use model::Fault;
use render::Language;
use render::html::Head;
use render::picture::Paper;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use wire::decode::word;

/// Most groups that can be opened.
const OPEN: usize = 100;
/// Self-contained documents: their own styles, nothing from elsewhere.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; \
                      base-uri 'none'; form-action 'none'";

params! {
    /// How to present it.
    pub(super) struct PresentParams in Query {
        /// `json`; `svg`, `png`, `pdf`, `dot` (pictures); `html`, `pdf` (reports); `graphml`, `gexf`, `cytoscape`, `jgf`,
        /// `mermaid`, `csv`, `csv-dependencies`, `xlsx` (other tools). Absent = by `Accept`.
        format "format": String,
        /// What is shown: `picture`, `timeline` (SVG, PNG, PDF) or `report` (HTML, PDF). Absent = what the format is best for.
        view "view": ViewKind,
        /// The language. Absent = by `Accept-Language`, German unless it asks for English.
        language "lang": Language,
        /// Where times are told: a name of the IANA time zone database, such as `Europe/Vienna`. Absent = that of the map or, when that says none, of the service.
        zone "zone": TimeZone,
        /// For paper: white areas with strong borders.
        print "print": bool = false,
        /// Groups of a large picture to open, by the ids that stand in them, separated by commas.
        open "open": Groups,
        /// How it is to be handled; stands on every page of a report and in the title of pictures.
        marking "marking": Marking,
        /// Since when the failure is known to those who must report it: a report then tells what is to be reported by when.
        /// The situation takes the opening of the first incident that nobody planned.
        aware_at "awareAt": Awareness,
        /// The paper of pictures that are printed: `a4`, `a3`, `poster`. On A4 and A3 large ones take several sheets that can
        /// be read. Absent = `a4`.
        paper "paper": Paper,
        /// The letterhead of documents; lines separated by `|`.
        letterhead "letterhead": Letterhead,
        /// Who writes, for documents.
        writer "writer": Author,
        /// Who gets the document, separated by `;`.
        distribution "distribution": Distribution,
    }
}

/// Ids of groups.
#[derive(Debug)]
pub(super) struct Groups(Vec<String>);

impl Parameter for Groups {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        let groups: Vec<String> =
            text.split(',').map(str::trim).filter(|g| !g.is_empty()).map(String::from).collect();
        if groups.len() <= OPEN {
            return Ok(Self(groups));
        }
        let detail = format!("{} groups are to be opened, at most {OPEN} are allowed", groups.len());
        Err(Fault::new("", "too-many-groups", detail, "open fewer, or ask for a smaller part of the map"))
    }
}

/// How a document is to be handled.
#[derive(Debug)]
pub(crate) struct Marking(pub(crate) String);

impl Parameter for Marking {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(60)).into()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        marking(text).map(Self)
    }
}

/// The lines of a letterhead.
#[derive(Debug)]
pub(crate) struct Letterhead(Vec<String>);

impl Parameter for Letterhead {
    fn schema() -> RefOr<Schema> {
        text_schema()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        parts(text, '|').map(Self)
    }
}

/// Who writes.
#[derive(Debug)]
pub(crate) struct Author(String);

impl Parameter for Author {
    fn schema() -> RefOr<Schema> {
        text_schema()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        parts(text, '\n').map(|parts| Self(parts.join(", ")))
    }
}

/// Who gets a document.
#[derive(Debug)]
pub(crate) struct Distribution(Vec<String>);

impl Parameter for Distribution {
    fn schema() -> RefOr<Schema> {
        text_schema()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        parts(text, ';').map(Self)
    }
}

/// Who writes, and to whom.
pub(crate) fn head(
    letterhead: Option<Letterhead>,
    author: Option<Author>,
    distribution: Option<Distribution>,
) -> Head {
    Head {
        letterhead: letterhead.map_or_else(Vec::new, |lines| lines.0),
        author: author.map(|author| author.0),
        distribution: distribution.map_or_else(Vec::new, |names| names.0),
    }
}

fn text_schema() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(2_000)).into()
}

/// Since when a failure is known; not later than now.
#[derive(Debug)]
pub(super) struct Awareness(jiff::Timestamp);

impl Parameter for Awareness {
    fn schema() -> RefOr<Schema> {
        jiff::Timestamp::schema()
    }

    fn parse(text: &str, _: &str) -> Result<Self, Fault> {
        awareness(text, app::clock::timestamp()).map(Self)
    }
}

/// What a resource can be beside its data.
#[derive(Clone, Copy)]
pub(super) struct Offer {
    /// The media types of the data, the default first.
    pub(super) data: &'static [(&'static str, &'static str)],
    /// What a scenario does to the map, not only a piece of it.
    pub(super) impact: bool,
}

/// What is asked for.
pub(super) enum Choice {
    /// The data, by the word of its format.
    Data(&'static str),
    /// Something for people or for other tools.
    Presented(Box<Wanted>),
}

impl Offer {
    fn has(self, format: Format) -> bool {
        self.impact || format != Format::Html
    }

    fn sight(self, format: Format) -> ViewKind {
        if self.impact { ViewKind::of(format) } else { ViewKind::Picture }
    }

    /// All that can be asked for by a word; those of the data are no format.
    fn words(self) -> Vec<(&'static str, Option<Format>)> {
        let data = self.data.iter().map(|&(word, _)| (word, None));
        let formats = Format::all().filter(|&format| self.has(format));
        data.chain(formats.map(|format| (format.as_str(), Some(format)))).collect()
    }

    /// What is asked for, beside the other parameters.
    ///
    /// # Errors
    /// All that is wrong with the parameters; or nothing that is accepted is offered.
    pub(super) fn choose<P>(
        self,
        query: Unchecked<(P, PresentParams)>,
        headers: &HeaderMap,
    ) -> Result<(P, Choice), Problem> {
        let Unchecked(mut params, (rest, present)) = query;
        let choice = self.choice(&mut params, present, headers)?;
        params.check()?;
        Ok((rest, choice))
    }

    /// What is asked for; problems go to `params`, which is checked by the caller.
    ///
    /// # Errors
    /// Nothing that is accepted is offered.
    pub(super) fn choice(
        self,
        params: &mut Params,
        present: PresentParams,
        headers: &HeaderMap,
    ) -> Result<Choice, Problem> {
        // What is said beside it must be right even where the data do not need it.
        let PresentParams { format, view, language, zone, print, open, marking, aware_at, paper, .. } =
            present;
        let head = head(present.letterhead, present.writer, present.distribution);
        let format = match format {
            Some(text) => {
                let data = self.data.iter().find(|data| data.0 == text).unwrap_or(&self.data[0]).0;
                params.read("format", |text| word(text, &self.words())).flatten().ok_or(data)
            }
            None => self.accepted(headers)?,
        };
        let shown = view.unwrap_or(format.map_or(ViewKind::Picture, |format| self.sight(format)));
        let comes = format.map_or(true, |format| shown.comes_as(format));
        params.refuse_if(!comes || !self.impact && shown != ViewKind::Picture, "view", || {
            let format = format.map_or("data", Format::as_str);
            Fault::new(
                "",
                "no-such-view",
                format!("the {} of it does not come as {format}", shown.as_str()),
                "pictures come as svg, png, pdf and dot; of an impact, the timeline comes as svg, png and pdf and the report as html and pdf",
            )
        });
        let format = match format {
            Ok(format) => format,
            Err(word) => return Ok(Choice::Data(word)),
        };
        Ok(Choice::Presented(Box::new(Wanted {
            format,
            view: shown,
            language: language.unwrap_or_else(|| spoken(headers)),
            zone,
            print,
            open: open.map_or_else(Vec::new, |groups| groups.0),
            revised_at: None,
            now: Some(app::clock::timestamp()),
            from_files: false,
            marking: marking.map(|marking| marking.0),
            aware_at: aware_at.map(|at| at.0),
            paper: paper.unwrap_or_default(),
            head,
        })))
    }

    /// The best of what the client accepts; the word of a data format as the other case.
    fn accepted(self, headers: &HeaderMap) -> Result<Result<Format, &'static str>, Problem> {
        let Some(accept) = headers.get(header::ACCEPT).and_then(|a| a.to_str().ok()) else {
            return Ok(Err(self.data[0].0));
        };
        for wanted in by_preference(accept) {
            let fits = |media: &str| {
                let media = media.split(';').next().unwrap_or_default();
                let family = wanted.strip_suffix('*').filter(|family| family.ends_with('/'));
                wanted == "*/*" || wanted == media || family.is_some_and(|family| media.starts_with(family))
            };
            if let Some(&(word, _)) = self.data.iter().find(|(_, media)| fits(media)) {
                return Ok(Err(word));
            }
            if let Some(format) = Format::all().find(|&f| self.has(f) && fits(f.media_type())) {
                return Ok(Ok(format));
            }
        }
        let data = self.data.iter().map(|d| d.1);
        let others = Format::all().filter(|&f| self.has(f)).map(Format::media_type);
        let all: Vec<&str> = data.chain(others).map(|m| m.split(';').next().unwrap_or_default()).collect();
        Err(Problem::not_acceptable(&all.join(", ")))
    }
}

/// The media ranges of an `Accept` header, the most wanted first.
pub(super) fn by_preference(accept: &str) -> Vec<&str> {
    let mut ranges: Vec<(u32, &str)> = accept
        .split(',')
        .map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let media = parts.next().unwrap_or_default();
            let quality = parts.find_map(|p| p.strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok());
            // Thousandths, as exact as the header may be.
            ((quality.unwrap_or(1.0).clamp(0.0, 1.0) * 1_000.0) as u32, media)
        })
        .filter(|range| range.0 > 0)
        .collect();
    ranges.sort_by_key(|range| std::cmp::Reverse(range.0));
    ranges.into_iter().map(|range| range.1).collect()
}

/// English where it is preferred to German.
pub(super) fn spoken(headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|a| a.to_str().ok()).unwrap_or_default();
    let known = |tag: &&str| matches!(tag.get(..2), Some("de" | "en"));
    match by_preference(accepted).into_iter().find(known) {
        Some(tag) if tag.starts_with("en") => Language::En,
        _ => Language::De,
    }
}

impl Api {
    /// Makes what is wanted of a map: `work` computes it, other programs draw and print.
    pub(super) async fn present(
        &self,
        map: &Map,
        mut wanted: Wanted,
        name: &str,
        work: impl FnOnce(&Wanted) -> Result<Draft, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let _place = self.place_to_draw().await?;
        // A picture without the time of its revision is better than none.
        let revision = self.app.maps.revision(map.revision()).await.ok();
        wanted.revised_at = revision.and_then(|set| jiff::Timestamp::from_millisecond(set.at_ms).ok());
        let (format, language) = (wanted.format, wanted.language);
        let wanted = wanted.of(map);
        let draft = self.off_the_loop(move || work(&wanted)).await?;
        let bytes = draft.finish(&self.printer).await.map_err(Problem::from)?;
        Ok(document(Body::from(bytes), map, format, language, name))
    }
}

/// A body in a format for people or for other tools, with the headers of it.
pub(super) fn document(body: Body, map: &Map, format: Format, language: Language, name: &str) -> Response {
    let mut response = Response::new(body);
    let shown = !matches!(format, Format::Graph(_));
    let how = if shown { "inline" } else { "attachment" };
    let file = format!("{how}; filename=\"{name}.{}\"", format.extension());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.text("report-en")));
    headers.insert(REVISION, map.revision().into());
    headers.extend(HeaderValue::from_str(&file).ok().map(|file| (header::CONTENT_DISPOSITION, file)));
    if shown {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
    response
}
