//! Writes answers as compact JSON: the same bytes that `serde_json` writes, for less.
//!
//! An answer is thousands of short texts that need no escaping, each under a name that stands in the code. A general
//! writer looks through both for what must be escaped; this one copies the names as they are, and looks through a text
//! many bytes at a time. What is not frequent it leaves to `serde_json`.

use serde::de::value::Error;
use serde::ser::{Error as _, Impossible, Serialize, SerializeSeq, SerializeStruct, Serializer};

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
        self.bytes.reserve(text.len() + 2);
        self.bytes.push(b'"');
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(b'"');
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
