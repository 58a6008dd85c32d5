//! A drawing as a bitmap: for slides and for tools that take no SVG.

use super::tool::ToolError;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Pixels of the bitmap for each one of the drawing.
const SCALE: f32 = 2.0;
/// Most pixels on each side.
const SIDE: f32 = 16_000.0;

/// A self-contained SVG as PNG, with the fonts of this machine.
///
/// # Errors
/// It is no SVG, or too large.
pub fn png(svg: &str) -> Result<Vec<u8>, ToolError> {
    let failed = |said: String| ToolError::Failed { program: "resvg", said };
    let mut options = Options { font_family: "DejaVu Sans".into(), ..Options::default() };
    options.fontdb_mut().load_system_fonts();
    let tree = Tree::from_str(svg, &options).map_err(|error| failed(error.to_string()))?;
    let (width, height) = (tree.size().width() * SCALE, tree.size().height() * SCALE);
    let scale = SCALE * (SIDE / width.max(height)).min(1.0);
    let side = |length: f32| (length * scale / SCALE).ceil() as u32;
    let pixels = Pixmap::new(side(width), side(height));
    let mut pixels = pixels.ok_or_else(|| failed("the picture has no size".into()))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| failed(error.to_string()))
}
