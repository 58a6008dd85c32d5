//! YAML (and so JSON) as a stream of events, and trees out of them; with every limit that hostile files call for.

use super::scalar::resolve;
use super::syntax;
use model::{Message, message};
use serde_saphyr::granit_parser::{
    ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Span, StrInput, options,
};
use std::borrow::Cow;
use wire::problem::Problems;
use wire::tree::{Entry, MAX_DEPTH, MAX_VALUES};
use wire::{Mark, Place, Tree, Value, utf8};

/// What the reader of a document sees; comments and stream marks are left out.
#[derive(Debug)]
pub(super) enum Token<'s> {
    /// A scalar, and whether it was written without quotation marks.
    Scalar(Cow<'s, str>, bool),
    /// A list begins.
    SeqStart,
    /// A list ends.
    SeqEnd,
    /// An object begins.
    MapStart,
    /// An object ends.
    MapEnd,
    /// The document ends.
    End,
}

/// The document is broken so that it cannot be read on; the problem has been told.
#[derive(Debug)]
pub(super) struct Broken;

/// The tokens of the one document of a file.
pub(super) struct Tokens<'s, 'p> {
    parser: Parser<'s, StrInput<'s>>,
    text: &'s str,
    pub(super) problems: &'p mut Problems,
    /// Something that is not supported was told and left out of the value that is read now.
    pub(super) spoilt: bool,
    nothing_yet: bool,
}

impl<'s, 'p> Tokens<'s, 'p> {
    /// Starts on a document. Tells bad UTF-8.
    pub(super) fn new(bytes: &'s [u8], problems: &'p mut Problems) -> Result<Self, Broken> {
        let text = utf8::text(bytes).map_err(|problem| {
            let at = Mark { line: problem.line.unwrap_or(0), column: 0 };
            problems.report_problem(*problem, at);
            Broken
        })?;
        let depth = MAX_DEPTH as usize;
        let options: Options = options! {
            disallow_directives: true,
            emit_unresolved_aliases: true,
            flow_nesting_limit: depth,
            block_nesting_limit: depth,
            emit_comments: false,
        };
        let parser = Parser::new_from_str_with_options(text, options);
        Ok(Self { parser, text, problems, spoilt: false, nothing_yet: true })
    }

    /// The next token. After the last one `End` comes again and again.
    pub(super) fn next(&mut self) -> Result<(Token<'s>, Mark), Broken> {
        loop {
            let Some(next) = self.parser.next_event() else {
                return Ok((Token::End, Mark::default()));
            };
            let (event, span) = next.map_err(|error| self.tell_syntax(&error))?;
            let at = mark(&span);
            if event.anchor_id().is_some() && event.alias_id().is_none() {
                self.unsupported(at, message!("yaml-anchor"));
            }
            if let Some(tag) = event.tag() {
                let tag = tag.original();
                self.unsupported(at, message!("yaml-tag", tag = tag));
            }
            let token = match event {
                Event::Scalar(text, style, ..) => Token::Scalar(text, style == ScalarStyle::Plain),
                Event::SequenceStart(..) => Token::SeqStart,
                Event::SequenceEnd => Token::SeqEnd,
                Event::MappingStart(..) => Token::MapStart,
                Event::MappingEnd => Token::MapEnd,
                Event::DocumentEnd => Token::End,
                Event::Alias(_) | Event::UnresolvedAlias(_) => {
                    self.unsupported(at, message!("yaml-alias"));
                    Token::Scalar(Cow::Borrowed(""), true)
                }
                Event::DocumentStart(..) if std::mem::take(&mut self.nothing_yet) => continue,
                Event::DocumentStart(..) => return Err(self.several_documents(at)),
                _ => continue,
            };
            return Ok((token, at));
        }
    }

    /// Tells a problem of the document as a whole, after which nothing can be read.
    pub(super) fn fail(
        &mut self,
        at: Mark,
        code: &'static str,
        detail: impl Into<Message>,
        remedy: impl Into<Message>,
    ) -> Broken {
        self.problems.report(&Place::ROOT, at, code, detail, remedy);
        Broken
    }

    fn several_documents(&mut self, at: Mark) -> Broken {
        self.fail(
            at,
            "several-documents",
            message!("problem-several-documents"),
            message!("remedy-several-documents"),
        )
    }

    fn unsupported(&mut self, at: Mark, what: Message) {
        self.spoilt = true;
        self.problems.report(
            &Place::ROOT,
            at,
            "unsupported-yaml",
            message!("problem-unsupported", what = what),
            message!("remedy-unsupported"),
        );
    }

    fn tell_syntax(&mut self, error: &ScanError) -> Broken {
        let at = Mark { line: narrow(error.marker().line()), column: narrow(error.marker().col() + 1) };
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => self.too_deep(at),
            _ => {
                let told = syntax::told(self.text, error);
                // What follows from blanks that are none has been told with them.
                let known =
                    self.problems.list().iter().any(|p| p.code == told.code && told.code == "odd-blank");
                if known {
                    return Broken;
                }
                let at = Mark { line: narrow(told.line), ..at };
                self.fail(at, told.code, told.detail, told.remedy)
            }
        }
    }

    fn too_deep(&mut self, at: Mark) -> Broken {
        self.fail(at, "too-deep", message!("problem-too-deep", max = MAX_DEPTH), message!("remedy-too-deep"))
    }

    /// The value that begins with `first`, as a tree. Iterative; stops at the limits of a tree.
    pub(super) fn tree(&mut self, first: (Token<'s>, Mark)) -> Result<Tree, Broken> {
        let mut open: Vec<Frame> = Vec::new();
        let (mut token, mut at) = first;
        let mut left = MAX_VALUES;
        loop {
            let done = match token {
                Token::Scalar(text, plain) => match open.last_mut() {
                    // A name keeps its text as it was written, whatever a plain word means elsewhere.
                    Some(Frame { key: key @ None, value: Value::Map(_), .. }) => {
                        *key = Some((text.into_owned(), at));
                        None
                    }
                    _ => {
                        let value = if plain { resolve(&text) } else { Value::Str(text.into_owned()) };
                        Some(Tree { at, value })
                    }
                },
                Token::SeqStart => self.open(&mut open, at, Value::Seq(Vec::new()))?,
                Token::MapStart => self.open(&mut open, at, Value::Map(Vec::new()))?,
                Token::SeqEnd | Token::MapEnd => open.pop().map(|f| Tree { at: f.at, value: f.value }),
                Token::End => {
                    let (detail, remedy) = (message!("problem-ends-early"), message!("remedy-complete"));
                    return Err(self.fail(at, "invalid-yaml", detail, remedy));
                }
            };
            if let Some(tree) = done {
                left -= 1;
                if left == 0 {
                    let detail = message!("problem-entry-large", max = MAX_VALUES);
                    return Err(self.fail(at, "too-large", detail, message!("remedy-split")));
                }
                match open.last_mut() {
                    None => return Ok(tree),
                    Some(frame) => frame.put(tree),
                }
            }
            (token, at) = self.next()?;
        }
    }

    fn open(&mut self, open: &mut Vec<Frame>, at: Mark, value: Value) -> Result<Option<Tree>, Broken> {
        if open.len() >= MAX_DEPTH as usize {
            return Err(self.too_deep(at));
        }
        if let Some(Frame { key: None, value: Value::Map(_), .. }) = open.last() {
            return Err(self.complex_key(at));
        }
        open.push(Frame { at, key: None, value });
        Ok(None)
    }

    pub(super) fn complex_key(&mut self, at: Mark) -> Broken {
        self.fail(at, "invalid-yaml", message!("problem-complex-key"), message!("remedy-complex-key"))
    }
}

struct Frame {
    at: Mark,
    key: Option<(String, Mark)>,
    value: Value,
}

impl Frame {
    fn put(&mut self, mut tree: Tree) {
        match (&mut self.value, self.key.take()) {
            (Value::Map(entries), Some((key, at))) => {
                // A block begins on the line after its name; people look for the name.
                if matches!(tree.value, Value::Map(_) | Value::Seq(_)) {
                    tree.at = at;
                }
                entries.push(Entry { key, at, value: tree });
            }
            (Value::Seq(items), _) => items.push(tree),
            _ => {}
        }
    }
}

fn mark(span: &Span) -> Mark {
    Mark { line: narrow(span.start.line()), column: narrow(span.start.col() + 1) }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
