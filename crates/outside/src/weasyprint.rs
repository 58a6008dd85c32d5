//! PDF from the HTML of a report by WeasyPrint.

use super::tool::{Running, Tool, ToolError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const WEASYPRINT: Tool = Tool {
    program: "weasyprint",
    package: "weasyprint fonts-dejavu-core",
    time: Duration::from_secs(60),
    size: 64 << 20,
};

/// Runs the program with the Python that it names in its first line, so that [`PROGRAM`] can prepare it; as it is when
/// it does not say so.
const START: &str = r#"
path=$(command -v weasyprint) || exit 127
IFS= read -r first < "$path"
case $first in
    '#!/'*' '*) ;;
    '#!/'*/python*) exec "${first#??}" -c "$1" "$2" ;;
esac
exec weasyprint --encoding utf-8 - -
"#;

/// What Python runs. The search for garbage takes a tenth of the time and finds next to nothing in the life of one
/// document, so it is not done; and nothing is tidied up at the end, which takes a sixth. A ready one has loaded and
/// tried everything before its document comes. Tags make the document accessible, with what heads of tables are heads of,
/// which version 57 leaves out. Nothing is claimed of a standard: no validator has found it
/// true. A version that does not know tags ends with code 2 before it reads anything. WeasyPrint draws texts of pictures
/// letter by letter, each with a layout of its own, which takes a seventh of the time; they are drawn line by line where it
/// is built as 57, which Debian has.
const PROGRAM: &str = r#"
import sys
sys.path.pop(0)
import gc, io, os
gc.disable()
from weasyprint.__main__ import main

tags = ["--pdf-tags"]

def draw_lines():
    from weasyprint import svg
    letter_by_letter = svg.TAGS["text"]
    class Line(str):
        def __iter__(self):
            return iter([str(self)] if self else [])
    class LineNode(svg.Node):
        text = property(lambda self: Line(self._etree_node.text))
    def line_by_line(image, node, font_size):
        places = {"dx", "dy", "rotate", "letter-spacing", "textLength"} & {*node.attrib}
        if not places and not any(" " in node.get(at, "").strip() for at in "xy"):
            node.__class__ = LineNode
        letter_by_letter(image, node, font_size)
    svg.TAGS["text"] = line_by_line

def tell_more():
    from weasyprint.pdf import pdfua
    pydyf = pdfua.pydyf
    class Told:
        def __getattr__(self, name):
            return getattr(pydyf, name)
        def Dictionary(self, values=None):
            made = pydyf.Dictionary(values)
            element = sys._getframe(1).f_locals.get("etree_element")
            kind = (values or {}).get("S")
            if element is not None and kind == "/TH":
                scope = "/Column" if element.get("scope") == "col" else "/Row"
                made["A"] = pydyf.Dictionary({"O": "/Table", "Scope": scope})
            return made
    if hasattr(pdfua, "add_metadata"):
        pdfua.pydyf = Told()
        pdfua.add_metadata = lambda *given, **more: None
        tags[:] = ["--pdf-variant", "pdf/ua-1"]

try:
    tell_more()
    draw_lines()
except (ImportError, AttributeError, KeyError):
    pass

def printed(**streams):
    usual = ["--quiet", "--encoding", "utf-8", "-", "-"]
    try:
        main([*tags, *usual], **streams)
    except SystemExit as end:
        if end.code != 2:
            raise
        main(usual, **streams)

if sys.argv[1] == "ready":
    page = "<!DOCTYPE html><html lang=de><title>-</title><style>b { font-weight: bold }</style><p>ä <b>ä</b><svg/>"
    printed(stdin=io.BytesIO(page.encode()), stdout=io.BytesIO())
printed()
sys.stdout.flush()
os._exit(0)
"#;

/// Prints documents. Where many are printed, one process stands ready, so that a document need not wait for its start;
/// each process prints one document and ends.
#[derive(Debug, Default)]
pub struct Printer {
    keeps_ready: bool,
    ready: Mutex<Option<Running>>,
}

impl Printer {
    /// A printer that has a process ready for the next document once the first one was wanted.
    pub fn ready() -> Self {
        Self { keeps_ready: true, ..Self::default() }
    }

    /// Prints a self-contained HTML document.
    ///
    /// # Errors
    /// WeasyPrint is missing, takes longer than a minute, or fails.
    pub async fn pdf(&self, html: String) -> Result<Vec<u8>, ToolError> {
        let ready = self.take().filter(|_| self.keeps_ready);
        if self.keeps_ready {
            // Without it the next document takes a little longer; nothing else is lost.
            self.put(start("ready").ok());
        }
        if let Some(ready) = ready {
            match ready.finish(html.clone().into_bytes()).await {
                // What stood ready for long may have been overtaken by an update of the program.
                Err(ToolError::Failed { .. }) => {}
                done => return done,
            }
        }
        start("once")?.finish(html.into_bytes()).await
    }

    fn take(&self) -> Option<Running> {
        let ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner).take();
        ready.and_then(|mut process| process.is_there().then_some(process))
    }

    fn put(&self, process: Option<Running>) {
        *self.ready.lock().unwrap_or_else(PoisonError::into_inner) = process;
    }
}

fn start(mode: &str) -> Result<Running, ToolError> {
    WEASYPRINT.start(&["sh", "-c", START, "sh", PROGRAM, mode])
}
