//! Where in a document the decoder is, kept as a chain on the stack: it costs nothing until a problem is told.

/// Longest name in a pointer, in characters: longer ones cannot be right and are cut.
const MAX_NAME: usize = 300;

/// A step into a document and the steps that led there.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    up: Option<&'a Place<'a>>,
    step: Segment<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Segment<'a> {
    Root,
    Name(&'a str),
    Index(usize),
}

impl Place<'static> {
    /// The document itself.
    pub const ROOT: Self = Self { up: None, step: Segment::Root };
}

impl<'a> Place<'a> {
    /// The property `name` of this place.
    pub fn name<'b>(&'b self, name: &'b str) -> Place<'b> {
        Place { up: Some(self), step: Segment::Name(name) }
    }

    /// The item `index` of this place.
    pub fn index<'b>(&'b self, index: usize) -> Place<'b> {
        Place { up: Some(self), step: Segment::Index(index) }
    }

    /// The property `name` beside this place.
    pub fn beside<'b>(&'b self, name: &'b str) -> Place<'b> {
        Place { up: self.up, step: Segment::Name(name) }
    }

    /// The name of the property that it is or stands in.
    pub fn property(&self) -> &str {
        let mut place = Some(self);
        while let Some(p) = place {
            if let Segment::Name(name) = p.step {
                return name;
            }
            place = p.up;
        }
        ""
    }

    /// The place as a JSON pointer (RFC 6901); empty for the document itself.
    pub fn pointer(&self) -> String {
        let mut steps = Vec::new();
        let mut place = Some(self);
        while let Some(p) = place {
            steps.push(p.step);
            place = p.up;
        }
        let mut pointer = String::new();
        for step in steps.iter().rev() {
            match step {
                Segment::Root => {}
                Segment::Name(name) => {
                    pointer.push('/');
                    let end = name.char_indices().nth(MAX_NAME).map_or(name.len(), |(end, _)| end);
                    pointer.push_str(&name[..end].replace('~', "~0").replace('/', "~1"));
                }
                Segment::Index(index) => pointer.push_str(&format!("/{index}")),
            }
        }
        pointer
    }
}

/// Line and column of a value, counted from 1; 0 = not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}
