//! The programs that draw and print, and the fonts that they need: each is used once.

use super::super::refused;
use super::Finding;
use app::AppError;
use model::{Message, message};
use outside::dot::{Drawing, draw};
use outside::weasyprint::Printer;
use outside::{ToolError, fonts};
use render::theme;

pub(super) async fn look() -> Vec<Finding> {
    let drawn = draw("digraph { a -> b }".to_owned(), Drawing::Svg).await;
    let page = "<p>-".to_owned();
    let printed = Printer::default().pdf(page).await;
    vec![
        used("dot", drawn.map(|_| ()), message!("doctor-dot")),
        used("weasyprint", printed.map(|_| ()), message!("doctor-weasyprint")),
        font().await,
    ]
}

/// Without it the service works on, without pictures or without PDF.
fn used(check: &'static str, done: Result<(), ToolError>, works: Message) -> Finding {
    match done {
        Ok(()) => Finding::good(check, works),
        Err(error) => {
            Finding::odd(check, refused::app(&AppError::Tool(error)), message!("doctor-tool-remedy"))
        }
    }
}

async fn font() -> Finding {
    let wanted = theme::FONT.split(',').next().unwrap_or_default();
    match fonts::found_for(wanted).await {
        Ok(found) if found.contains(wanted) => Finding::good("fonts", message!("doctor-font", font = wanted)),
        Ok(found) => {
            let says = message!("doctor-other-font", font = wanted, found = found);
            Finding::odd("fonts", says, message!("doctor-font-remedy"))
        }
        Err(error) => {
            Finding::odd("fonts", refused::app(&AppError::Tool(error)), message!("doctor-font-remedy"))
        }
    }
}
