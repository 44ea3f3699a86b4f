//! Open JSON, and the macros that declare messages.

mod check;
mod loose;

use std::{
    fmt,
    ops::{Deref, DerefMut},
};

use serde::{
    Deserialize, Serialize, Serializer,
    ser::{self, SerializeMap},
};

pub(crate) use self::{
    check::{At, Checked, Fill, case, reader},
    loose::{Loosely, Members, loose, member, named, text},
};
use crate::{error::Violation, redact, runtime::Runtime};

/// Any JSON value: what is taken and given where a shape is not documented.
pub type Json = serde_json::Value;

/// A JSON object.
pub type JsonMap = serde_json::Map<String, Json>;

/// A request message: what can be checked and completed before it is sent.
pub trait Request: Serialize {
    /// Adds what would certainly be refused.
    fn check(&self, found: &mut Vec<Violation>) {
        let _ = found;
    }

    /// Fills in what is decided once and sent unchanged by every retry, such as an event's id.
    fn prepare(&mut self, runtime: &dyn Runtime) {
        let _ = runtime;
    }
}

impl Request for Json {
    fn check(&self, found: &mut Vec<Violation>) {
        // `null` is a request that says nothing.
        if !self.is_object() && !self.is_null() {
            found.push(Violation::new(
                "request",
                format!("must be an object, not {}", kind(self)),
            ));
        }
    }
}

/// An object of properties or traits.
///
/// Anything that serializes to a JSON object can be one. What JSON cannot express (NaN, infinity,
/// keys that are not text) is not turned into `null`: it is remembered, and the call that would
/// send it fails with [`InvalidRequest`](crate::ErrorCode::InvalidRequest) naming the property.
///
/// ```
/// use keybearer::Properties;
///
/// let built = Properties::new().with("plan", "pro").with("seats", 3);
/// let taken = Properties::from(serde_json::json!({ "plan": "pro", "seats": 3 }));
/// assert_eq!(built, taken);
///
/// let refused = Properties::new().with("total", f64::NAN);
/// assert_eq!(refused.problems()[0].field, "total");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Properties {
    map: JsonMap,
    problems: Vec<Violation>,
}

impl Properties {
    /// No properties.
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything that `value` serializes to, which must be an object: a map, a struct.
    pub fn from_serialize(value: &impl Serialize) -> Self {
        let mut problems = Vec::new();
        if let Err(problem) = value.serialize(Finite { path: String::new() }) {
            problems.push(problem.0);
        }
        match serde_json::to_value(value) {
            Ok(Json::Object(map)) => return Self { map, problems },
            Ok(other) => problems.push(Violation::new(
                "",
                format!("must be an object, not {}", kind(&other)),
            )),
            Err(error) if problems.is_empty() => problems.push(Violation::new("", error.to_string())),
            Err(_) => {}
        }
        Self {
            map: JsonMap::new(),
            problems,
        }
    }

    /// Adds one property.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let name = name.into();
        let finite = Finite { path: name.clone() };
        let problem = value.serialize(finite).err().map(|problem| problem.0);
        match serde_json::to_value(&value) {
            Ok(value) if problem.is_none() => {
                self.map.insert(name, value);
            }
            Ok(_) => self.problems.extend(problem),
            Err(error) => self
                .problems
                .push(problem.unwrap_or_else(|| Violation::new(name, error.to_string()))),
        }
        self
    }

    /// The properties that can be sent.
    pub fn as_map(&self) -> &JsonMap {
        &self.map
    }

    /// What cannot be sent, and why. A call with such properties is refused.
    pub fn problems(&self) -> &[Violation] {
        &self.problems
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.map.is_empty() && self.problems.is_empty()
    }

    /// Adds the problems to `found`, below `field`.
    pub(crate) fn check(&self, field: &str, found: &mut Vec<Violation>) {
        found.extend(self.problems.iter().map(|problem| {
            let below = !(field.is_empty() || problem.field.is_empty());
            let separator = if below { "." } else { "" };
            Violation::new(
                format!("{field}{separator}{}", problem.field),
                problem.message.clone(),
            )
        }));
    }
}

impl From<JsonMap> for Properties {
    fn from(map: JsonMap) -> Self {
        Self {
            map,
            problems: Vec::new(),
        }
    }
}

impl From<Json> for Properties {
    fn from(value: Json) -> Self {
        match value {
            Json::Object(map) => map.into(),
            other => Self::from_serialize(&other),
        }
    }
}

impl Serialize for Properties {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.map.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A null where an object is promised is an empty one.
        Option::<JsonMap>::deserialize(deserializer).map(|map| map.unwrap_or_default().into())
    }
}

/// The bytes of `value`, unless it holds what JSON cannot express.
pub(crate) fn encode(field: &str, value: &impl Serialize) -> Result<Vec<u8>, Violation> {
    value
        .serialize(Finite {
            path: field.to_owned(),
        })
        .map_err(|problem| problem.0)?;
    serde_json::to_vec(value).map_err(|error| Violation::new(field, error.to_string()))
}

/// Members that are not declared: what else a server said, or is told.
///
/// It is used as the [`JsonMap`] that it holds. Its `Debug` shows no secrets: neither the values
/// of members such as `password`, nor what looks like a credential.
///
/// ```
/// let mut extra = keybearer::Extra::default();
/// extra.insert("plan".to_owned(), "pro".into());
/// extra.insert("api_token".to_owned(), "hunter2".into());
/// assert_eq!(format!("{extra:?}"), r#"{"api_token":"[redacted]","plan":"pro"}"#);
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Extra(Properties);

impl Extra {
    /// Adds a member. What cannot be sent is remembered, as [`Properties`] do.
    pub(crate) fn add(&mut self, name: impl Into<String>, value: impl Serialize) {
        self.0 = std::mem::take(&mut self.0).with(name, value);
    }

    /// Adds what cannot be sent to `found`, below `field`.
    pub(crate) fn check(&self, field: &str, found: &mut Vec<Violation>) {
        self.0.check(field, found);
    }
}

impl Deref for Extra {
    type Target = JsonMap;

    fn deref(&self) -> &JsonMap {
        &self.0.map
    }
}

impl DerefMut for Extra {
    fn deref_mut(&mut self) -> &mut JsonMap {
        &mut self.0.map
    }
}

impl From<JsonMap> for Extra {
    fn from(map: JsonMap) -> Self {
        Self(map.into())
    }
}

impl From<Extra> for JsonMap {
    fn from(extra: Extra) -> Self {
        extra.0.map
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Extra {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        JsonMap::deserialize(deserializer).map(Self::from)
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&redact::members(self))
    }
}

pub(crate) fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

/// Whether `text` is a moment as RFC 3339 writes it, with the capital `T` and `Z` that §5.6 asks
/// of those who write: `2026-06-01T10:00:00Z`, `2026-06-01T12:00:00.5+02:00`.
pub(crate) fn rfc3339(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((start, rest)) = bytes.split_at_checked(19) else {
        return false;
    };
    let number = |from: usize, to: usize| digits(&start[from..to]);
    let (Some(year), Some(month), Some(day)) = (number(0, 4), number(5, 7), number(8, 10)) else {
        return false;
    };
    let (Some(hour), Some(minute), Some(second)) = (number(11, 13), number(14, 16), number(17, 19)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let separated = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')]
        .iter()
        .all(|(place, separator)| start[*place] == *separator);
    // Second 60 is a leap second.
    let in_range =
        (1..=12).contains(&month) && (1..=days).contains(&day) && hour <= 23 && minute <= 59 && second <= 60;
    let zone = match rest {
        [b'.', fraction @ ..] => {
            let end = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if end == 0 {
                return false;
            }
            &fraction[end..]
        }
        zone => zone,
    };
    let zoned = match zone {
        [b'Z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (digits(&[*h1, *h2]), digits(&[*m1, *m2]));
            hours.is_some_and(|hours| hours <= 23) && minutes.is_some_and(|minutes| minutes <= 59)
        }
        _ => false,
    };
    separated && in_range && zoned
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u32::from(byte - b'0'))
    })
}

/// Reads a member that protobuf's JSON leaves out, or writes as `null`, where it holds nothing.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Reads a number that may come as text, as protobuf's JSON writes those of 64 bits.
pub(crate) fn number<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::de::DeserializeOwned + std::str::FromStr,
{
    use serde::de::Error as _;

    match Json::deserialize(deserializer)? {
        Json::Null => Ok(None),
        Json::String(text) => match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(D::Error::invalid_type(
                serde::de::Unexpected::Other("text"),
                &"a number",
            )),
        },
        number => T::deserialize(&number).map(Some).map_err(D::Error::custom),
    }
}

/// Walks a value and fails at the first number that JSON cannot express, with its path.
///
/// `serde_json` writes such a number as `null`, which would lose it in silence.
#[derive(Clone)]
struct Finite {
    path: String,
}

#[derive(Debug, thiserror::Error)]
#[error("{}: {}", .0.field, .0.message)]
struct Unsendable(Violation);

impl ser::Error for Unsendable {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Violation::new("", message.to_string()))
    }
}

impl Finite {
    fn float(self, value: f64) -> Result<(), Unsendable> {
        if value.is_finite() {
            return Ok(());
        }
        let name = if value.is_nan() { "NaN" } else { "infinite" };
        Err(Unsendable(Violation::new(
            self.path,
            format!("is {name}, which JSON cannot express"),
        )))
    }

    fn field(&self, name: &str) -> Self {
        let separator = if self.path.is_empty() { "" } else { "." };
        Self {
            path: format!("{}{separator}{name}", self.path),
        }
    }
}

macro_rules! accept {
    ($($method:ident: $kind:ty),*) => {
        $(fn $method(self, _: $kind) -> Result<(), Unsendable> { Ok(()) })*
    };
}

impl Serializer for Finite {
    type Ok = ();
    type Error = Unsendable;
    type SerializeSeq = Walk;
    type SerializeTuple = Walk;
    type SerializeTupleStruct = Walk;
    type SerializeTupleVariant = Walk;
    type SerializeMap = Walk;
    type SerializeStruct = Walk;
    type SerializeStructVariant = Walk;

    accept! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32,
        serialize_i64: i64, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32,
        serialize_u64: u64, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
        serialize_unit_struct: &'static str
    }

    fn serialize_f32(self, value: f32) -> Result<(), Unsendable> {
        self.float(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Unsendable> {
        self.float(value)
    }

    fn serialize_none(self) -> Result<(), Unsendable> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unsendable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unsendable> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Unsendable> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Unsendable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unsendable> {
        value.serialize(self.field(variant))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Walk, Unsendable> {
        Ok(Walk::at(self))
    }

    fn serialize_tuple(self, _: usize) -> Result<Walk, Unsendable> {
        Ok(Walk::at(self))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Walk, Unsendable> {
        Ok(Walk::at(self))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Walk, Unsendable> {
        Ok(Walk::at(self.field(variant)))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Walk, Unsendable> {
        Ok(Walk::at(self))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Walk, Unsendable> {
        Ok(Walk::at(self))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Walk, Unsendable> {
        Ok(Walk::at(self.field(variant)))
    }
}

/// The inside of a list or an object.
struct Walk {
    outer: Finite,
    index: usize,
    key: String,
}

impl Walk {
    fn at(outer: Finite) -> Self {
        Self {
            outer,
            index: 0,
            key: String::new(),
        }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsendable> {
        let path = format!("{}[{}]", self.outer.path, self.index);
        self.index += 1;
        value.serialize(Finite { path })
    }
}

macro_rules! walk_list {
    ($($kind:ident::$method:ident),*) => {$(
        impl ser::$kind for Walk {
            type Ok = ();
            type Error = Unsendable;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsendable> {
                self.element(value)
            }

            fn end(self) -> Result<(), Unsendable> {
                Ok(())
            }
        }
    )*};
}

walk_list! {
    SerializeSeq::serialize_element, SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field, SerializeTupleVariant::serialize_field
}

macro_rules! walk_struct {
    ($($kind:ident),*) => {$(
        impl ser::$kind for Walk {
            type Ok = ();
            type Error = Unsendable;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Unsendable> {
                value.serialize(self.outer.field(key))
            }

            fn end(self) -> Result<(), Unsendable> {
                Ok(())
            }
        }
    )*};
}

walk_struct! { SerializeStruct, SerializeStructVariant }

impl SerializeMap for Walk {
    type Ok = ();
    type Error = Unsendable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unsendable> {
        self.key = match serde_json::to_value(key) {
            Ok(Json::String(text)) => text,
            Ok(other) => other.to_string(),
            Err(error) => return Err(ser::Error::custom(error)),
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unsendable> {
        value.serialize(self.outer.field(&self.key))
    }

    fn end(self) -> Result<(), Unsendable> {
        Ok(())
    }
}

/// Declares messages: structs that serialize as the API writes them, the checks that requests go
/// through, and a table that describes them for the other languages.
///
/// `Option` members are left out when absent. A name on the wire that follows no rule is given in
/// parentheses; [`Rule`](crate::operation::Rule)s stand in brackets; `= "path"` reads a member by
/// that function, and as its default where it is absent; `as "path"` reads one by that function
/// that must not be absent; `..name` takes every member that is not declared.
/// `#[serde(tag = "…", rename = "…")]` writes a member of that name with that text in front of the
/// declared ones. `#[serde(from = "crate::json::Members")]` reads whatever came: it is for answers
/// whose shape is assumed, in tables without a rule for names. `#[serde(try_from = "…")]` reads by
/// way of another type; the readers of its fields then only describe what that type does.
macro_rules! messages {
    (
        $table:ident, $case:literal;
        $(
            $(#[doc = $doc:literal])*
            $(#[derive($($derive:ident),*)])?
            $(#[serde(tag = $tag:literal, rename = $tagged:literal)])?
            $(#[serde(from = $from:literal)])?
            $(#[serde(try_from = $try_from:literal)])?
            struct $name:ident {
                $(
                    $(#[doc = $field_doc:literal])*
                    $field:ident $(($wire:literal))? : $kind:ty $([$($rule:expr),*])?
                        $(= $reader:literal)? $(as $strict:literal)?,
                )*
                $( .. $(#[doc = $extra_doc:literal])* $extra:ident )?
            }
        )*
    ) => {
        $(
            $(#[doc = $doc])*
            #[::serde_with::skip_serializing_none]
            #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize $($(, $derive)*)?)]
            #[serde(rename_all = $case)]
            $(#[serde(tag = $tag, rename = $tagged)])?
            $(#[serde(from = $from)])?
            $(#[serde(try_from = $try_from)])?
            pub struct $name {
                $(
                    $(#[doc = $field_doc])*
                    $(#[serde(rename = $wire)])?
                    $(#[serde(default, deserialize_with = $reader)])?
                    $(#[serde(deserialize_with = $strict)])?
                    pub $field: $kind,
                )*
                $(
                    $(#[doc = $extra_doc])*
                    #[serde(flatten)]
                    pub $extra: $crate::Extra,
                )?
            }

            $crate::json::from_members! {
                [$($from)?] $name { $($field $(($wire))?)* } $($extra)?
            }

            impl $name {
                #[allow(unused_imports)]
                const FIELDS: &[$crate::operation::Field] = {
                    use $crate::operation::Rule::*;
                    &[$(
                        $crate::operation::Field {
                            name: stringify!($field),
                            wire: concat!($($wire)?),
                            kind: stringify!($kind),
                            doc: concat!($($field_doc, "\n"),*),
                            rules: &[$($($rule),*)?],
                            reader: $crate::json::reader(concat!($($reader)? $($strict)?)),
                        },
                    )*]
                };
            }

            impl $crate::json::Checked for $name {
                fn check_at(&self, at: &$crate::json::At<'_>, found: &mut Vec<$crate::Violation>) {
                    let mut fields = Self::FIELDS.iter();
                    $(
                        if let Some(field) = fields.next() {
                            self.$field.check_at(&at.field(field, self), found);
                        }
                    )*
                    $( self.$extra.check_undeclared(at, Self::FIELDS, $case, found); )?
                }

                fn text_of(&self, field: &str) -> Option<&str> {
                    match field {
                        $( stringify!($field) => self.$field.text(), )*
                        _ => None,
                    }
                }

                #[allow(unused_variables)]
                fn fill(&mut self, rules: &[$crate::operation::Rule], fill: &$crate::json::Fill<'_>) {
                    let mut fields = Self::FIELDS.iter();
                    $(
                        if let Some(field) = fields.next() {
                            self.$field.fill(field.rules, fill);
                        }
                    )*
                }
            }
        )*

        /// The messages of this platform, as declared.
        pub const $table: &[$crate::operation::Message] = &[$(
            $crate::operation::Message {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),*),
                fields: $name::FIELDS,
                case: $crate::json::case($case),
                tag: $crate::json::optional!($(($tag, $tagged))?),
                extra: $crate::json::optional!(
                    $((stringify!($extra), concat!($($extra_doc, "\n"),*)))?
                ),
                lenient: $crate::json::has_from!($($from)?),
            },
        )*];
    };
}

/// `Some` of what there is.
macro_rules! optional {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

macro_rules! has_from {
    () => {
        false
    };
    ($from:literal) => {
        true
    };
}

/// Takes the members of a message that is read from whatever came.
macro_rules! from_members {
    ([] $($declared:tt)*) => {};
    ([$from:literal] $name:ident { $($field:ident $(($wire:literal))?)* } $($extra:ident)?) => {
        impl From<$crate::json::Members> for $name {
            fn from(mut members: $crate::json::Members) -> Self {
                Self {
                    $( $field: members.take($crate::json::from_members!(@name $field $($wire)?)), )*
                    $( $extra: members.rest(), )?
                }
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $wire:literal) => { $wire };
}

/// Declares enums whose unknown values survive (`Other` holds their text), and a table that
/// describes them for the other languages.
macro_rules! open_enums {
    (
        $table:ident;
        $(
            $(#[doc = $doc:literal])*
            enum $name:ident {
                $( $(#[doc = $variant_doc:literal])* $variant:ident = $text:literal, )*
            }
        )*
    ) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Hash, ::serde::Serialize)]
            #[serde(into = "String")]
            #[non_exhaustive]
            pub enum $name {
                $( $(#[doc = $variant_doc])* $variant, )*
                /// A value that this version does not know, as the server wrote it.
                Other(String),
            }

            impl $name {
                /// The text on the wire.
                pub fn as_str(&self) -> &str {
                    match self {
                        $( Self::$variant => $text, )*
                        Self::Other(text) => text,
                    }
                }
            }

            impl From<String> for $name {
                fn from(text: String) -> Self {
                    match text.as_str() {
                        $( $text => Self::$variant, )*
                        _ => Self::Other(text),
                    }
                }
            }

            impl<'de> ::serde::Deserialize<'de> for $name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    // A known text is not copied first.
                    $crate::json::named(deserializer, |text| match text {
                        $( $text => Self::$variant, )*
                        _ => Self::Other(text.to_owned()),
                    })
                }
            }

            impl From<$name> for String {
                fn from(value: $name) -> Self {
                    value.as_str().to_owned()
                }
            }

            impl $crate::json::Checked for $name {
                fn text(&self) -> Option<&str> {
                    Some(self.as_str())
                }
            }
        )*

        /// The enums of this platform, as declared.
        pub const $table: &[$crate::operation::OpenEnum] = &[$(
            $crate::operation::OpenEnum {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),*),
                variants: &[$(
                    $crate::operation::Variant {
                        name: stringify!($variant),
                        text: $text,
                        doc: concat!($($variant_doc, "\n"),*),
                    },
                )*],
            },
        )*];
    };
}

/// What is checked and completed by the rules of its declaration alone.
macro_rules! requests {
    ($($name:ident)*) => {$(
        impl $crate::Request for $name {
            fn check(&self, found: &mut Vec<$crate::Violation>) {
                $crate::json::Checked::check_at(self, &$crate::json::At::ROOT, found);
            }

            fn prepare(&mut self, runtime: &dyn $crate::runtime::Runtime) {
                $crate::json::Checked::fill(self, &[], &$crate::json::Fill::new(runtime));
            }
        }
    )*};
}

pub(crate) use {from_members, has_from, messages, open_enums, optional, requests};

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn problem(properties: &Properties) -> (&str, &str) {
        let problem = &properties.problems()[0];
        (&problem.field, &problem.message)
    }

    #[test]
    fn what_json_cannot_express_is_refused_with_its_path() {
        #[derive(Serialize)]
        struct Order {
            lines: Vec<BTreeMap<&'static str, f64>>,
        }
        let order = Order {
            lines: vec![BTreeMap::new(), BTreeMap::from([("price", f64::INFINITY)])],
        };
        let properties = Properties::from_serialize(&order);
        assert_eq!(
            problem(&properties),
            ("lines[1].price", "is infinite, which JSON cannot express")
        );
        let properties = Properties::new().with("ok", 1).with("total", f32::NAN);
        assert_eq!(
            problem(&properties),
            ("total", "is NaN, which JSON cannot express")
        );
        assert_eq!(properties.as_map().len(), 1);
    }

    #[test]
    fn open_requests_are_objects() {
        let mut found = Vec::new();
        serde_json::json!({}).check(&mut found);
        Json::Null.check(&mut found);
        assert!(found.is_empty());
        serde_json::json!([]).check(&mut found);
        assert_eq!(found[0].message, "must be an object, not a list");
    }

    #[test]
    fn moments_are_those_of_rfc_3339() {
        for good in [
            "2026-06-01T10:00:00Z",
            "2026-06-01T10:00:00.123456789Z",
            "2024-02-29T23:59:60+14:00",
            "1985-04-12T23:20:50.52-00:00",
        ] {
            assert!(rfc3339(good), "{good}");
        }
        for bad in [
            "",
            "2026-06-01",
            "2026-06-01T10:00:00",
            "2026-06-01 10:00:00Z",
            "2026-06-01t10:00:00z",
            "2026-06-01T10:00Z",
            "2026-13-01T10:00:00Z",
            "2026-02-29T10:00:00Z",
            "1900-02-29T10:00:00Z",
            "2026-06-00T10:00:00Z",
            "2026-06-01T24:00:00Z",
            "2026-06-01T10:60:00Z",
            "2026-06-01T10:00:61Z",
            "2026-06-01T10:00:00.Z",
            "2026-06-01T10:00:00+0200",
            "2026-06-01T10:00:00+24:00",
            "2026-06-01T10:00:00Zx",
            "+026-06-01T10:00:00Z",
            "2026-06-01T10:00:0éZ",
            "1780308000",
        ] {
            assert!(!rfc3339(bad), "{bad}");
        }
    }

    #[test]
    fn only_objects_are_properties() {
        for value in [serde_json::json!([1]), serde_json::json!("x"), Json::Null] {
            let properties = Properties::from(value);
            assert!(problem(&properties).1.starts_with("must be an object, not "));
        }
    }

    #[test]
    fn problems_are_reported_below_the_field_they_came_by() {
        let mut found = Vec::new();
        Properties::new()
            .with("a", f64::NAN)
            .check("events[0].properties", &mut found);
        Properties::from(Json::Bool(true)).check("properties", &mut found);
        Properties::new().with("b", f32::NAN).check("", &mut found);
        let fields: Vec<_> = found.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(fields, ["events[0].properties.a", "properties", "b"]);
    }

    #[test]
    fn undeclared_members_are_shown_without_secrets() {
        let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
        let members = serde_json::json!({
            "plan": "pro", "seats": 3, "clientSecret": "hunter2", "session": { "refresh_token": "r-1" },
            "note": jwt, "token": { "inner": "hunter4" },
        });
        let extra: Extra = serde_json::from_value(members.clone()).unwrap();
        let shown = format!("{extra:?} {extra:#?}");
        for secret in ["hunter2", "r-1", jwt, "hunter4"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert!(
            shown.contains(r#""plan":"pro""#) && shown.contains(r#""seats":3"#),
            "{shown}"
        );
        assert_eq!(serde_json::to_value(&extra).unwrap(), members);
        assert_eq!(extra["plan"], "pro");
        assert_eq!(Json::Object(extra.into()), members);
    }
}
