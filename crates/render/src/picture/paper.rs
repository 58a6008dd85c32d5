//! Whether a drawing can be read on a page: nothing on paper is printed smaller than seven points.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Points of the smallest type on paper.
const SMALLEST: f64 = 7.0;
/// Points of one CSS pixel.
const PIXEL: f64 = 0.75;
/// Points of type that says nothing of its size.
const USUAL: f64 = 12.0;
/// So large a drawing need not be turned.
const ENOUGH: f64 = 0.8;
/// What a page leaves for a drawing below its heading, in points: width and height of A4 upright and turned.
const UPRIGHT: (f64, f64) = (521.0, 680.0);
const TURNED: (f64, f64) = (785.0, 450.0);
/// The same of A3.
const UPRIGHT_A3: (f64, f64) = (768.0, 1_030.0);
const TURNED_A3: (f64, f64) = (1_134.0, 696.0);

/// On which paper pictures are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Paper {
    /// 210 by 297 millimetres; large pictures take several sheets.
    #[default]
    A4,
    /// 297 by 420 millimetres.
    A3,
    /// One sheet as large as the picture is.
    Poster,
}

impl Paper {
    /// The words for them.
    pub const WORDS: &[(&str, Self)] = &[("a4", Self::A4), ("a3", Self::A3), ("poster", Self::Poster)];

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::A3 => "a3",
            Self::Poster => "poster",
        }
    }
}

/// How a drawing lies on its page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// The page is turned.
    pub turned: bool,
    /// Its width on paper, in points.
    pub width: f64,
    /// Its height on paper, in points.
    pub height: f64,
}

impl Placed {
    /// The best place for a drawing; `None` when something in it would be too small to read, or when it is no SVG that
    /// says its size.
    pub fn new(svg: &str, paper: Paper) -> Option<Self> {
        let Measured { width, height, smallest } = Measured::new(svg)?;
        let least = SMALLEST / smallest;
        let (upright, turned) = match paper {
            Paper::A4 => (UPRIGHT, TURNED),
            Paper::A3 => (UPRIGHT_A3, TURNED_A3),
            Paper::Poster => return Some(Self { turned: false, width, height }),
        };
        let scale = |room: (f64, f64)| (room.0 / width).min(room.1 / height).min(1.0);
        // A page is turned where that makes the drawing much larger.
        let turn = scale(upright) < least.max(ENOUGH) && scale(turned) > scale(upright);
        let scale = if turn { scale(turned) } else { scale(upright) };
        // What is missing to a hundredth nobody sees.
        (scale * 1.01 >= least).then_some(Self { turned: turn, width: width * scale, height: height * scale })
    }
}

/// A drawing's size and its smallest type, in points.
struct Measured {
    width: f64,
    height: f64,
    smallest: f64,
}

impl Measured {
    fn new(svg: &str) -> Option<Self> {
        let mut reader = Reader::from_str(svg);
        let mut measured: Option<Self> = None;
        let mut unit = 1.0;
        loop {
            match reader.read_event().ok()? {
                Event::Eof => return measured,
                Event::Start(tag) | Event::Empty(tag) => match &mut measured {
                    None => {
                        let (width, height) = (points(&tag, "width")?, points(&tag, "height")?);
                        unit = width / view_width(&tag).unwrap_or(width);
                        let smallest = number(&tag, "font-size").unwrap_or(USUAL) * unit;
                        measured = Some(Self { width, height, smallest });
                    }
                    Some(measured) => {
                        let size = number(&tag, "font-size").map(|size| size * unit);
                        measured.smallest =
                            size.map_or(measured.smallest, |size| size.min(measured.smallest));
                    }
                },
                _ => {}
            }
        }
    }
}

fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    Some(tag.try_get_attribute(name).ok()??.value.into_owned())
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<f64> {
    value(tag, name)?.trim_end_matches("px").parse().ok().filter(|&n: &f64| n > 0.0)
}

/// A length in points.
fn points(tag: &BytesStart<'_>, name: &str) -> Option<f64> {
    let text = value(tag, name)?;
    let told = match text.strip_suffix("pt") {
        Some(points) => points.parse().ok(),
        None => text.trim_end_matches("px").parse().ok().map(|pixels: f64| pixels * PIXEL),
    };
    told.filter(|&n: &f64| n > 0.0)
}

/// The width in the drawing's own units.
fn view_width(tag: &BytesStart<'_>) -> Option<f64> {
    value(tag, "viewBox")?.split_whitespace().nth(2)?.parse().ok().filter(|&n: &f64| n > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(width: u32, height: u32, size: u32) -> String {
        format!(
            "<svg width=\"{width}pt\" height=\"{height}pt\" viewBox=\"0 0 {width} {height}\" font-size=\"11\">\
             <text font-size=\"{size}\">a</text></svg>"
        )
    }

    #[test]
    fn what_is_too_small_to_read_fits_no_page() {
        let small = Placed::new(&svg(500, 400, 10), Paper::A4).unwrap();
        assert!(!small.turned && small.width == 500.0 && small.height == 400.0);
        let wide = Placed::new(&svg(1_000, 500, 10), Paper::A4).unwrap();
        assert!(wide.turned && (wide.width - 785.0).abs() < 0.1, "{wide:?}");
        assert_eq!(Placed::new(&svg(1_000, 500, 8), Paper::A4), None);
        assert_eq!(Placed::new(&svg(2_330, 1_400, 10), Paper::A4), None);
        assert!(Placed::new(&svg(1_500, 900, 10), Paper::A3).is_some_and(|placed| placed.turned));
        assert!(
            Placed::new(&svg(2_330, 1_400, 10), Paper::Poster).is_some_and(|placed| placed.width == 2_330.0)
        );
    }

    #[test]
    fn pixels_are_three_quarters_of_a_point() {
        let svg =
            "<svg width=\"760\" height=\"500\" viewBox=\"0 0 760 500\"><text font-size=\"10.5\"/></svg>";
        let placed = Placed::new(svg, Paper::A4).unwrap();
        assert!((placed.width - 521.0).abs() < 50.0, "{placed:?}");
        assert_eq!(Placed::new("<svg/>", Paper::A4), None);
        assert_eq!(Placed::new("no", Paper::A4), None);
    }
}
