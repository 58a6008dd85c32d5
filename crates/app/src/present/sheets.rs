//! Pictures that can be read on paper: one where it fits a page, else an overview in groups and a sheet for each agency.

use outside::ToolError;
use outside::dot::{Drawing, draw};
use render::diagram::Diagram;
use render::html::Sheet;
use render::kept::KeptDiagram;
use render::picture::{COARSEST, Paper, Placed, Split, View, dot};

/// Most drawings that are tried for one set of sheets.
const TRIES: usize = 80;

/// Drawings for paper.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// The legend, when it stands apart.
    pub(super) legend: Option<Sheet>,
    /// The pictures.
    pub(super) sheets: Vec<Sheet>,
}

/// Draws a diagram for paper: everything in it can be read there.
///
/// # Errors
/// See [`ToolError`].
pub(super) async fn sheets(kept: &KeptDiagram, view: &View, paper: Paper) -> Result<Drawn, ToolError> {
    let diagram = &kept.diagram();
    let whole = svg(dot(diagram, view)).await?;
    if let Some(placed) = Placed::new(&whole, paper) {
        let sheet = Sheet { heading: String::new(), svg: whole, placed: Some(placed) };
        return Ok(Drawn { legend: None, sheets: vec![sheet] });
    }
    let l = view.language;
    let mut split = Split::new(diagram);
    let mut tries = 0;
    let mut at = 0;
    while at < split.len() {
        let fits = Placed::new(&svg(split.sheet(diagram, view, at)).await?, paper).is_some();
        tries += 1;
        if fits || tries > TRIES || !split.halve(diagram, at) {
            at += 1;
        }
    }
    // What was halved for its width may fit with a part of its neighbour.
    at = 0;
    while at < split.len() {
        let joined = split.joined(diagram, at);
        match joined {
            Some(joined) if Placed::new(&svg(joined.sheet(diagram, view, at)).await?, paper).is_some() => {
                split = joined;
            }
            _ => at += 1,
        }
    }
    // Only now the numbers of all sheets are known.
    let mut drawn = overview(diagram, view, &split, paper).await?;
    for at in 0..split.len() {
        let svg = svg(split.sheet(diagram, view, at)).await?;
        let heading = format!("{} {}: {}", l.text("picture-sheet"), at + 2, split.heading(diagram, l, at));
        let placed = Placed::new(&svg, paper);
        drawn.sheets.push(Sheet { heading, svg, placed });
    }
    Ok(drawn)
}

/// The legend, and the first sheet: as fine as fits the page.
async fn overview(
    diagram: &Diagram<'_>,
    view: &View,
    split: &Split,
    paper: Paper,
) -> Result<Drawn, ToolError> {
    let l = view.language;
    let mut sheets = Drawn::default();
    for coarse in 0..=COARSEST {
        let view = View { coarse, page: true, ..view.clone() };
        let drawn = svg(split.overview(diagram, &view)).await?;
        let Some(placed) = Placed::new(&drawn, paper) else { continue };
        let legend = svg(split.legend(diagram, &view)).await?;
        let placed_legend = Placed::new(&legend, paper);
        let heading = l.text("picture-legend").to_owned();
        sheets.legend = Some(Sheet { heading, svg: legend, placed: placed_legend });
        let heading = format!("{} 1: {}", l.text("picture-sheet"), l.text("picture-overview"));
        sheets.sheets.push(Sheet { heading, svg: drawn, placed: Some(placed) });
        break;
    }
    Ok(sheets)
}

async fn svg(dot: String) -> Result<String, ToolError> {
    let bytes = draw(dot, Drawing::Svg).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
