//! Writes answers as compact JSON: the same bytes that `serde_json` writes, for less.
//!
//! An answer is thousands of short texts that need no escaping, each under a name that stands in the code. A general
//! writer looks through both for what must be escaped; this one copies the names as they are, and looks through a text
//! many bytes at a time. What is not frequent it leaves to `serde_json`.

use serde::de::value::Error;
use serde::ser::{Error as _, Impossible, Serialize, SerializeSeq, SerializeStruct, Serializer};

/// The name of a property as [`Object`] takes it: with all that stands around it.
#[macro_export]
macro_rules! name {
    ($name:literal) => {
        $crate::json::Name(concat!(",\"", $name, "\":"))
    };
}

pub use name;

/// Comma, name in quotes and colon; made by [`name!`].
#[derive(Debug, Clone, Copy)]
pub struct Name(pub &'static str);

/// An object in the making, for what is written by the ten thousands and never built as a value: property by property,
/// each name in the code, in the order of the calls.
pub struct Object<'b> {
    json: Json<'b>,
    empty: bool,
}

impl<'b> Object<'b> {
    /// Begins an object at the end of these bytes.
    #[inline]
    pub fn begin(bytes: &'b mut Vec<u8>) -> Self {
        bytes.push(b'{');
        Self { json: Json { bytes }, empty: true }
    }

    // Into the code of the caller, where the length of the name is known.
    #[inline(always)]
    fn name(&mut self, Name(name): Name) {
        let comma = usize::from(std::mem::replace(&mut self.empty, false));
        self.json.bytes.extend_from_slice(&name.as_bytes()[comma..]);
    }

    /// A text of which it is known that nothing in it must be escaped: a key, a word of the code, digits.
    #[inline(always)]
    pub fn word(&mut self, name: Name, word: impl AsRef<[u8]>) {
        self.name(name);
        push_word(self.json.bytes, word);
    }

    /// Anything else.
    #[inline(always)]
    pub fn value<T: Serialize + ?Sized>(&mut self, name: Name, value: &T) {
        self.name(name);
        // What is given here is written by this file.
        value
            .serialize(&mut self.json)
            .unwrap_or_else(|_| unreachable!("an answer is made of what can be written"));
    }

    /// A list, whose entries `write` appends one at a time.
    #[inline(always)]
    pub fn list<T>(
        &mut self,
        name: Name,
        entries: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Vec<u8>, T),
    ) {
        self.list_of(name, |bytes| {
            for (i, entry) in entries.into_iter().enumerate() {
                if i > 0 {
                    bytes.push(b',');
                }
                write(bytes, entry);
            }
        });
    }

    /// A list, whose entries and commas `write` appends.
    #[inline(always)]
    pub fn list_of<T>(&mut self, name: Name, write: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        self.name(name);
        self.json.bytes.push(b'[');
        let written = write(self.json.bytes);
        self.json.bytes.push(b']');
        written
    }

    /// Ends it.
    #[inline]
    pub fn end(self) {
        self.json.bytes.push(b'}');
    }
}

/// Appends a text of which it is known that nothing in it must be escaped.
#[inline]
pub fn push_word(bytes: &mut Vec<u8>, word: impl AsRef<[u8]>) {
    let word = word.as_ref();
    bytes.reserve(word.len() + 2);
    bytes.push(b'"');
    bytes.extend_from_slice(word);
    bytes.push(b'"');
}

/// Appends the JSON of an answer. It must be made of structs, lists, texts, numbers and truth values; it holds no maps.
///
/// # Errors
/// It is not.
pub(super) fn write(bytes: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Error> {
    value.serialize(&mut Json { bytes })
}

struct Json<'b> {
    bytes: &'b mut Vec<u8>,
}

impl Json<'_> {
    /// In the words of the general writer.
    fn general<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        serde_json::to_writer(&mut *self.bytes, value).map_err(Error::custom)
    }
}

/// Nothing in it must be escaped. Looks at many bytes at a time, at the last of them perhaps twice.
fn is_plain(text: &str) -> bool {
    fn within<const N: usize>(bytes: &[u8], last: &[u8; N]) -> bool {
        !has_special(last) && !bytes.as_chunks().0.iter().any(has_special::<N>)
    }
    let bytes = text.as_bytes();
    if let Some(last) = bytes.last_chunk::<16>() {
        return within(bytes, last);
    }
    match bytes.last_chunk::<8>() {
        Some(last) => within(bytes, last),
        None => !bytes.iter().any(|&byte| has_special(&[byte])),
    }
}

/// One of so many bytes must be escaped. Without leaving early, so that the processor looks at all of them at once.
#[inline]
fn has_special<const N: usize>(bytes: &[u8; N]) -> bool {
    bytes.iter().fold(false, |special, &byte| special | (byte < b' ') | (byte == b'"') | (byte == b'\\'))
}

/// What is neither frequent nor worth a thought.
macro_rules! general {
    ($($name:ident($type:ty)),+ $(,)?) => {$(
        fn $name(self, value: $type) -> Result<(), Error> {
            self.general(&value)
        }
    )+};
}

/// What no answer holds.
macro_rules! refused {
    ($($name:ident$(<$T:ident>)?($($type:ty),*) -> $result:ty;)+) => {$(
        fn $name$(<$T: Serialize + ?Sized>)?(self, $(_: $type),*) -> Result<$result, Error> {
            Err(Error::custom("an answer is made of structs, lists, texts, numbers and truth values"))
        }
    )+};
}

impl<'j, 'b> Serializer for &'j mut Json<'b> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Begun<'j, 'b>;
    type SerializeStruct = Begun<'j, 'b>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    #[inline]
    fn serialize_str(self, text: &str) -> Result<(), Error> {
        if !is_plain(text) {
            return self.general(text);
        }
        push_word(self.bytes, text);
        Ok(())
    }

    #[inline]
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Begun<'j, 'b>, Error> {
        self.bytes.push(b'{');
        Ok(Begun { json: self, empty: true })
    }

    #[inline]
    fn serialize_seq(self, _: Option<usize>) -> Result<Begun<'j, 'b>, Error> {
        self.bytes.push(b'[');
        Ok(Begun { json: self, empty: true })
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.general(&())
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.general(&())
    }

    general! {
        serialize_bool(bool), serialize_char(char), serialize_f32(f32), serialize_f64(f64),
        serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64),
    }

    refused! {
        serialize_bytes(&[u8]) -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_newtype_variant<T>(&'static str, u32, &'static str, &T) -> ();
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}

/// A list or an object of which something is written already or nothing yet.
struct Begun<'j, 'b> {
    json: &'j mut Json<'b>,
    empty: bool,
}

impl Begun<'_, '_> {
    #[inline]
    fn next(&mut self) {
        if !std::mem::replace(&mut self.empty, false) {
            self.json.bytes.push(b',');
        }
    }
}

impl SerializeStruct for Begun<'_, '_> {
    type Ok = ();
    type Error = Error;

    // Into the code of the struct, where the length of the name is known.
    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.next();
        self.json.bytes.push(b'"');
        self.json.bytes.extend_from_slice(name.as_bytes());
        self.json.bytes.extend_from_slice(b"\":");
        value.serialize(&mut *self.json)
    }

    fn end(self) -> Result<(), Error> {
        self.json.bytes.push(b'}');
        Ok(())
    }
}

impl SerializeSeq for Begun<'_, '_> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.next();
        value.serialize(&mut *self.json)
    }

    fn end(self) -> Result<(), Error> {
        self.json.bytes.push(b']');
        Ok(())
    }
}
