//! Parameters: a set of them is one struct, which is schema, decoder and documentation.
//!
//! [`params!`] makes all of them from the declaration of the struct. What a parameter may hold follows from its type
//! ([`Parameter`]; the types stand in [`super::values`]). [`Params`] are their texts, taken out of a request strictly:
//! unknown, repeated and malformed ones are all told at once.

use super::problem::Problem;
use super::state::Api;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use model::Fault;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::openapi::path::{Parameter as Described, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{RefOr, Required};
use wire::decode::suggest;
use wire::{Place, Problem as Detail, Problems};

/// What one parameter can hold.
pub(crate) trait Parameter: Sized {
    /// How the document shows it.
    fn schema() -> RefOr<Schema>;

    /// Reads its text; `name` is that of the parameter.
    ///
    /// # Errors
    /// What is wrong with it, and what helps.
    fn parse(text: &str, name: &str) -> Result<Self, Fault>;
}

/// A set of parameters that stand together.
pub(crate) trait Parameters: Sized {
    /// Their names, in their order.
    fn names() -> Vec<&'static str>;

    /// Reads them. What is wrong is told; `None` only then.
    fn read(params: &mut Params) -> Option<Self>;
}

/// The parameters behind an address.
pub(crate) struct Query<P>(pub(crate) P);

impl<P: Parameters> FromRequestParts<Api> for Query<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Problem> {
        Params::of_query(parts.uri.query(), &P::names()).all().map(Self)
    }
}

/// The same while more may be found wrong: [`Params::check`] comes before anything is done with them.
pub(crate) struct Unchecked<P>(pub(crate) Params, pub(crate) P);

impl<P: Parameters> FromRequestParts<Api> for Unchecked<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Problem> {
        let mut params = Params::of_query(parts.uri.query(), &P::names());
        let said = params.set()?;
        Ok(Self(params, said))
    }
}

/// The parameters in an address.
pub(crate) struct At<P>(pub(crate) P);

impl<P: Parameters> FromRequestParts<Api> for At<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let found = RawPathParams::from_request_parts(parts, api).await;
        let found = found.map_err(|_| {
            let remedy = "write it in UTF-8, with %XX for what is not allowed in an address";
            Problem::parameter("path", Fault::new("", "invalid-encoding", "the address is not UTF-8", remedy))
        })?;
        Params::of_address(found.iter()).all().map(Self)
    }
}

/// The parameters in headers.
pub(crate) struct Headers<P>(pub(crate) P);

impl<P: Parameters> FromRequestParts<Api> for Headers<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Problem> {
        Params::of_headers(&parts.headers, &P::names()).all().map(Self)
    }
}

macro_rules! together {
    ($($part:ident),+) => {
        impl<$($part: Parameters),+> Parameters for ($($part,)+) {
            fn names() -> Vec<&'static str> {
                [$($part::names()),+].concat()
            }

            #[expect(non_snake_case, reason = "each part is called after its type")]
            fn read(params: &mut Params) -> Option<Self> {
                $(let $part = $part::read(params);)+
                Some(($($part?,)+))
            }
        }
    };
}

together!(A, B);
together!(A, B, C);

/// How the document shows a parameter.
pub(crate) fn described<P: Parameter>(
    place: ParameterIn,
    name: &str,
    about: &[&str],
    usual: Option<Value>,
    example: Option<Value>,
) -> Described {
    let mut schema = P::schema();
    if let Some(usual) = usual {
        match &mut schema {
            RefOr::Ref(named) => named.default = Some(usual),
            RefOr::T(Schema::Object(object)) => object.default = Some(usual),
            RefOr::T(_) => {}
        }
    }
    let about: Vec<&str> = about.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .description(Some(about.join("\n")))
        .required(if example.is_some() { Required::True } else { Required::False })
        .schema(Some(schema))
        .example(example)
        .build()
}

/// What is meant when nothing is said.
pub(crate) fn usual<P: Parameter>(text: &str, name: &str) -> P {
    P::parse(text, name).unwrap_or_else(|_| unreachable!("what {name} usually means is right"))
}

/// Declares a set of parameters: the struct, how it is read, and how the document shows it.
///
/// Each is `rust_name "writtenName": Type`, which may be absent and is an `Option`; `= literal` says what absent means;
/// `=> literal` that it must be there, with an example.
macro_rules! params {
    (
        $(#[$outer:meta])*
        $scope:vis struct $Name:ident in $place:ident {
            $($(#[doc = $doc:literal])+ $field:ident $written:literal: $type:ty $(= $usual:literal)? $(=> $example:literal)?,)+
        }
    ) => {
        $(#[$outer])*
        $scope struct $Name {
            $($(#[doc = $doc])+ $scope $field: $crate::params::params!(@type $type $(, = $usual)? $(, => $example)?),)+
        }

        impl utoipa::IntoParams for $Name {
            fn into_params(
                _: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                vec![$($crate::params::described::<$type>(
                    utoipa::openapi::path::ParameterIn::$place,
                    $written,
                    &[$($doc),+],
                    $crate::params::params!(@json $($usual)?),
                    $crate::params::params!(@json $($example)?),
                ),)+]
            }
        }

        impl $crate::params::Parameters for $Name {
            fn names() -> Vec<&'static str> {
                vec![$($written),+]
            }

            fn read(params: &mut $crate::params::Params) -> Option<Self> {
                $(let $field = $crate::params::params!(
                    @read params, $written, $type $(, = $usual)? $(, => $example)?
                );)+
                Some(Self { $($field: $crate::params::params!(@given $field $(, => $example)?),)+ })
            }
        }
    };
    (@type $type:ty) => { Option<$type> };
    (@type $type:ty, = $usual:literal) => { $type };
    (@type $type:ty, => $example:literal) => { $type };
    (@json) => { None };
    (@json $value:literal) => { Some(serde_json::json!($value)) };
    (@read $params:ident, $written:literal, $type:ty) => { $params.said::<$type>($written) };
    (@read $params:ident, $written:literal, $type:ty, = $usual:literal) => {
        $params.said::<$type>($written).unwrap_or_else(|| $crate::params::usual(concat!($usual), $written))
    };
    (@read $params:ident, $written:literal, $type:ty, => $example:literal) => { $params.required::<$type>($written) };
    (@given $field:ident) => { $field };
    (@given $field:ident, => $example:literal) => { $field? };
}

pub(crate) use params;

/// The parameters of one request.
#[derive(Debug, Default)]
pub struct Params {
    values: BTreeMap<String, String>,
    problems: Problems,
    /// A condition without which nothing is changed is not there.
    is_unconditional: bool,
}

impl Params {
    /// Takes the query apart; only `known` names are allowed.
    pub fn of_query(query: Option<&str>, known: &[&str]) -> Self {
        let mut params = Self::default();
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = match (decoded(name), decoded(value)) {
                (Ok(name), Ok(value)) => (name, value),
                (_, Err(why)) | (Err(why), _) => {
                    let remedy = "write it in UTF-8, with %XX for what is not allowed in an address";
                    params.tell(name, Fault::new("", "invalid-encoding", why, remedy));
                    continue;
                }
            };
            if !known.contains(&name.as_str()) {
                let remedy = match suggest(&name, known) {
                    Some(meant) => meant,
                    None if known.is_empty() => "leave it out: there are no parameters here".into(),
                    None => format!("use {}", known.join(", ")).into(),
                };
                params.tell(&name, Fault::new("", "unknown-parameter", "there is no such parameter", remedy));
            } else if params.values.insert(name.clone(), value).is_some() {
                let fault =
                    Fault::new("", "repeated-parameter", "the parameter is given twice", "give it once");
                params.tell(&name, fault);
            }
        }
        params
    }

    /// Those of an address.
    pub fn of_address<'a>(found: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let values = found.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        Self { values, ..Self::default() }
    }

    /// The headers with these names; UTF-8 is allowed.
    pub fn of_headers(headers: &HeaderMap, names: &[&str]) -> Self {
        let mut params = Self::default();
        for &name in names {
            let Some(value) = headers.get(name) else { continue };
            match std::str::from_utf8(value.as_bytes()) {
                Ok(text) => drop(params.values.insert(name.to_owned(), text.to_owned())),
                Err(_) => {
                    params.tell(
                        name,
                        Fault::new("", "invalid-header", "the header is not UTF-8", "write UTF-8"),
                    );
                }
            }
        }
        params
    }

    fn tell(&mut self, name: &str, fault: Fault) {
        self.problems.push(Detail::from_fault(&Place::ROOT.name(name), fault));
    }

    /// Tells a problem that only several parameters together show.
    pub fn refuse_if(&mut self, wrong: bool, name: &str, fault: impl FnOnce() -> Fault) {
        if wrong {
            self.tell(name, fault());
        }
    }

    /// The text of a parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// A parameter through a parser whose fault becomes a problem.
    pub fn read<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        match parse(self.values.get(name)?) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.tell(name, fault);
                None
            }
        }
    }

    /// A parameter that may be absent.
    pub fn said<P: Parameter>(&mut self, name: &str) -> Option<P> {
        self.read(name, |text| P::parse(text, name))
    }

    /// A parameter that must be there. Addresses always hold theirs; of headers, only conditions must be there.
    pub fn required<P: Parameter>(&mut self, name: &str) -> Option<P> {
        self.is_unconditional |= !self.values.contains_key(name);
        self.said(name)
    }

    /// All the problems, if there are any. Call it before the values are used.
    ///
    /// # Errors
    /// A problem document that lists them.
    pub fn check(&mut self) -> Result<(), Problem> {
        let problems = std::mem::take(&mut self.problems);
        match self.is_unconditional {
            _ if !problems.is_empty() => Err(Problem::parameters(&problems)),
            true => Err(Problem::precondition_required()),
            false => Ok(()),
        }
    }

    /// Reads a set; what is wrong is told by [`Self::check`].
    ///
    /// # Errors
    /// All that is wrong, when something is not there that must be.
    pub fn set<P: Parameters>(&mut self) -> Result<P, Problem> {
        let refused = |params: &mut Self| params.check().err().unwrap_or_else(Problem::precondition_required);
        P::read(self).ok_or_else(|| refused(self))
    }

    /// Reads a set, and nothing else.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn all<P: Parameters>(mut self) -> Result<P, Problem> {
        let read = self.set()?;
        self.check()?;
        Ok(read)
    }
}

/// Undoes `application/x-www-form-urlencoded`, refusing what is usually mended silently and then not found.
pub(super) fn decoded(text: &str) -> Result<String, &'static str> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|b| char::from(b).to_digit(16));
                let (high, low) = (digit(), digit());
                let (Some(high), Some(low)) = (high, low) else {
                    return Err("a percent sign is not followed by two hexadecimal digits");
                };
                u8::try_from(high * 16 + low).unwrap_or_default()
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| "the text is not UTF-8")
}
