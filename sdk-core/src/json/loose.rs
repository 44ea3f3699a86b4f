//! Reading answers that differ from what is documented, or of which nothing is.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
        Visitor,
        value::{Error as Mismatch, MapAccessDeserializer, SeqAccessDeserializer},
    },
};

use super::{Extra, Json, JsonMap, kind};

/// Reads a member of an answer into its place: what is expected, or nothing. What came instead is
/// given back (`null` where nothing did).
///
/// Between texts, numbers and booleans the type may differ: `7` is the text `"7"`, and `"3600"` and
/// `3600.0` are the number 3600.
pub(crate) struct Loosely<'a, T>(pub(crate) &'a mut Option<T>);

/// Reads a member of an answer; what cannot be one is none.
pub(crate) fn loose<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let mut member = None;
    // As an option, because serde reads a member that is absent as the option that holds nothing.
    deserializer.deserialize_option(Loosely(&mut member))?;
    Ok(member)
}

/// Reads the next value of an object into its place. What is not one stays among the members that
/// are not declared.
pub(crate) fn member<'de, A, T>(
    map: &mut A,
    name: &str,
    place: &mut Option<T>,
    other: &mut JsonMap,
) -> Result<(), A::Error>
where
    A: MapAccess<'de>,
    T: DeserializeOwned,
{
    let odd = map.next_value_seed(Loosely(place))?;
    if !odd.is_null() {
        other.insert(name.to_owned(), odd);
    }
    Ok(())
}

/// Reads a text that an answer must have.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let mut text = None;
    let odd = deserializer.deserialize_option(Loosely(&mut text))?;
    text.ok_or_else(|| D::Error::invalid_type(Unexpected::Other(kind(&odd)), &"text"))
}

/// `value` as a `T`, if need be by way of another scalar type; or `value` again.
fn read<T: DeserializeOwned>(value: Json) -> Result<T, Json> {
    let as_other = || {
        let other = match &value {
            Json::Bool(_) | Json::Number(_) => Json::from(value.to_string()),
            Json::String(text) => serde_json::from_str(text.trim())
                .ok()
                .filter(|inner: &Json| inner.is_number() || inner.is_boolean())?,
            _ => return None,
        };
        T::deserialize(&other)
            .or_else(|mismatch| {
                whole(&value)
                    .or_else(|| whole(&other))
                    .map_or(Err(mismatch), |whole| T::deserialize(&whole))
            })
            .ok()
    };
    T::deserialize(&value).ok().or_else(as_other).ok_or(value)
}

/// `3.0` as 3.
fn whole(value: &Json) -> Option<Json> {
    let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
    serde_json::from_str(&format!("{number:.0}")).ok()
}

impl<T: DeserializeOwned> Loosely<'_, T> {
    /// Most members are of the type that is expected: these go straight to their places.
    fn scalar<'de, V>(self, value: V) -> Json
    where
        V: Copy + Into<Json> + IntoDeserializer<'de, Mismatch>,
    {
        match T::deserialize(value.into_deserializer()) {
            Ok(value) => {
                *self.0 = Some(value);
                Json::Null
            }
            Err(_) => self.other(value.into()),
        }
    }

    fn other(self, value: Json) -> Json {
        match read(value) {
            Ok(value) => {
                *self.0 = Some(value);
                Json::Null
            }
            Err(odd) => odd,
        }
    }
}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for Loosely<'_, T> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Loosely<'_, T> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(self.scalar(text))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(self.scalar(value))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(self.scalar(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(self.scalar(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(self.scalar(number))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Json, A::Error> {
        Json::deserialize(MapAccessDeserializer::new(map)).map(|value| self.other(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Json, A::Error> {
        Json::deserialize(SeqAccessDeserializer::new(list)).map(|value| self.other(value))
    }
}

/// The members of an answer whose shape is assumed: whatever came is one, if need be without any.
///
/// What is not as assumed is left among the members that are not declared.
#[derive(Default)]
pub(crate) struct Members(JsonMap);

impl Members {
    /// Takes a member out, or nothing if there is none of that type.
    pub(crate) fn take<T: DeserializeOwned + Default>(&mut self, name: &str) -> T {
        let value = self.0.remove(name).unwrap_or_default();
        match read(value) {
            Ok(value) => return value,
            Err(Json::Null) => {}
            Err(odd) => {
                self.0.insert(name.to_owned(), odd);
            }
        }
        T::default()
    }

    /// What has not been taken.
    pub(crate) fn rest(self) -> Extra {
        self.0.into()
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Json::deserialize(deserializer)? {
            Json::Object(members) => Self(members),
            // A bare list must not pass for a page without items.
            list @ Json::Array(_) => Self(JsonMap::from_iter([("data".to_owned(), list)])),
            _ => Self::default(),
        })
    }
}

/// Reads an open enum from its text: by itself, or as the `name` of an object.
pub(crate) fn named<'de, D, T>(deserializer: D, of: fn(&str) -> T) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(TextOrObject(of))
}

struct TextOrObject<T>(fn(&str) -> T);

impl<'de, T> Visitor<'de> for TextOrObject<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok((self.0)(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let members = JsonMap::deserialize(MapAccessDeserializer::new(map))?;
        match members.get("name") {
            Some(Json::String(name)) => Ok((self.0)(name)),
            _ => Err(A::Error::invalid_type(Unexpected::Map, &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Properties;

    #[allow(
        clippy::needless_pass_by_value,
        reason = "the cases below are written as values"
    )]
    fn reads<T: DeserializeOwned + PartialEq + fmt::Debug>(value: Json, expected: Option<T>) {
        assert_eq!(loose(&value).unwrap(), expected, "{value}");
        let text = value.to_string();
        assert_eq!(
            loose(&mut serde_json::Deserializer::from_str(&text)).unwrap(),
            expected,
            "{text}"
        );
        let mut members = Members(JsonMap::from_iter([("x".to_owned(), value.clone())]));
        let taken: Option<T> = members.take("x");
        let kept = taken.is_none() && !value.is_null();
        assert_eq!(taken, expected);
        assert_eq!(members.rest().get("x"), kept.then_some(&value));
    }

    #[test]
    fn scalars_are_read_across_their_types_and_nothing_else_is() {
        for (value, text) in [
            (json!("a"), "a"),
            (json!(7), "7"),
            (json!(-7), "-7"),
            (json!(1_700_000_000), "1700000000"),
            (json!(1.5), "1.5"),
            (json!(true), "true"),
        ] {
            reads(value, Some(text.to_owned()));
        }
        for value in [json!(3), json!("3"), json!(3.0), json!("3.0"), json!(" 3 ")] {
            reads(value.clone(), Some(3_u64));
            reads(value.clone(), Some(3_u32));
            reads(value, Some(3.0_f64));
        }
        reads(json!("true"), Some(true));
        for value in [
            json!("many"),
            json!(""),
            json!(-1),
            json!(3.5),
            json!(1e300),
            json!("[3]"),
            json!([3]),
            json!({}),
        ] {
            reads::<u32>(value, None);
        }
        for value in [json!(null), json!([]), json!({ "name": "a" })] {
            reads::<String>(value, None);
        }
        reads::<Properties>(json!([]), None);
        reads(json!({ "a": [1] }), Some(Properties::new().with("a", [1])));
    }

    #[test]
    fn whatever_came_has_members_or_none() {
        for body in ["null", "{}", "\"OK\"", "7", "true"] {
            let members: Members = serde_json::from_str(body).unwrap();
            assert!(members.rest().is_empty(), "{body}");
        }
        let mut page: Members = serde_json::from_str("[1, 2]").unwrap();
        assert_eq!(page.take::<Vec<u32>>("data"), [1, 2]);
        for body in ["", "{", "<html>"] {
            assert!(serde_json::from_str::<Members>(body).is_err());
        }
    }
}
