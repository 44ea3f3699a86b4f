//! JSON as a tree: for bodies whose shape nobody promised, and no more of it than that needs.
//!
//! The public type for open JSON is [`Json`](crate::Json). This one is for what the crate looks into
//! itself, on every platform: errors, tokens, what may hold a secret. Numbers stay as they were
//! written. It is a sixth of the code, and a page has to load it.

use crate::text::{self, LOWER_HEX};

/// As deep as `serde_json` goes: a stack must not overflow because of a body.
const DEEPEST: usize = 127;

/// A value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A text.
    String(String),
    /// A list.
    Array(Vec<Value>),
    /// An object.
    Object(Map),
}

/// The members of an object, sorted by their names. Of several of one name the last counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(Vec<(String, Value)>);

impl Map {
    /// The member of this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let place = self.place(name).ok()?;
        Some(&self.0[place].1)
    }

    /// Whether there is a member of this name.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(own, _)| own.as_str().cmp(name))
    }

    /// The place of the member of this name, made where there is none.
    fn entry(&mut self, name: String) -> &mut Value {
        let place = self.place(&name).unwrap_or_else(|place| {
            self.0.insert(place, (name, Value::Null));
            place
        });
        &mut self.0[place].1
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut Value)> {
        self.0.iter_mut().map(|(name, value)| (&*name, value))
    }
}

impl Value {
    /// The member of this name, if it is an object that has one.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.get(name),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The number, if it is a whole one that is not negative.
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Number(number) => text::number(number),
            _ => None,
        }
    }

    /// What it is, for people.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "text",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// Reads JSON (RFC 8259); `None` for anything else.
pub fn parse(json: &[u8]) -> Option<Value> {
    let mut parser = Parser {
        text: std::str::from_utf8(json).ok()?,
        at: 0,
        depth: 0,
    };
    let mut value = Value::Null;
    parser.value(&mut value)?;
    parser.space();
    (parser.at == json.len()).then_some(value)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn skip(&mut self, skipped: fn(u8) -> bool) -> usize {
        let from = self.at;
        while self.peek().is_some_and(skipped) {
            self.at += 1;
        }
        self.at - from
    }

    fn space(&mut self) {
        self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    fn take(&mut self, expected: u8) -> bool {
        let there = self.peek() == Some(expected);
        self.at += usize::from(there);
        there
    }

    fn word(&mut self, word: &str) -> bool {
        let there = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        there
    }

    /// Reads a value to where it belongs.
    fn value(&mut self, value: &mut Value) -> Option<()> {
        self.space();
        *value = match self.peek()? {
            b'n' if self.word("null") => Value::Null,
            b't' if self.word("true") => Value::Bool(true),
            b'f' if self.word("false") => Value::Bool(false),
            b'"' => Value::String(self.string()?),
            b'[' => Value::Array(self.list()?),
            b'{' => Value::Object(self.object()?),
            b'-' | b'0'..=b'9' => Value::Number(self.number()?),
            _ => return None,
        };
        Some(())
    }

    fn list(&mut self) -> Option<Vec<Value>> {
        let mut items = Vec::new();
        self.enter()?;
        while self.goes_on(b']', items.is_empty())? {
            items.push(Value::Null);
            self.value(items.last_mut()?)?;
        }
        Some(items)
    }

    fn object(&mut self) -> Option<Map> {
        let mut members = Map::default();
        self.enter()?;
        while self.goes_on(b'}', members.0.is_empty())? {
            let value = members.entry(self.string()?);
            self.space();
            self.take(b':').then_some(())?;
            self.value(value)?;
        }
        Some(members)
    }

    /// Passes an opening bracket.
    fn enter(&mut self) -> Option<()> {
        self.at += 1;
        self.depth += 1;
        (self.depth <= DEEPEST).then_some(())
    }

    /// Whether a member follows, before which there is a comma unless it is the first, rather than `end`.
    fn goes_on(&mut self, end: u8, first: bool) -> Option<bool> {
        self.space();
        if self.take(end) {
            self.depth -= 1;
            return Some(false);
        }
        if !first {
            self.take(b',').then_some(())?;
            self.space();
        }
        Some(true)
    }

    fn number(&mut self) -> Option<String> {
        let is_digit = |byte: u8| byte.is_ascii_digit();
        let from = self.at;
        self.take(b'-');
        if !self.take(b'0') && self.skip(is_digit) == 0 {
            return None;
        }
        if self.take(b'.') && self.skip(is_digit) == 0 {
            return None;
        }
        if self.take(b'e') || self.take(b'E') {
            let _signed = self.take(b'+') || self.take(b'-');
            if self.skip(is_digit) == 0 {
                return None;
            }
        }
        Some(self.text[from..self.at].to_owned())
    }

    fn string(&mut self) -> Option<String> {
        if !self.take(b'"') {
            return None;
        }
        let mut text = String::new();
        loop {
            let from = self.at;
            self.skip(is_plain);
            text.push_str(&self.text[from..self.at]);
            match self.next()? {
                b'"' => return Some(text),
                b'\\' => text.push(self.escape()?),
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            b'u' => {
                let unit = self.unit()?;
                // What does not fit into 16 bits is written as two.
                let code = if (0xd800..0xdc00).contains(&unit) {
                    let low = if self.take(b'\\') && self.take(b'u') {
                        self.unit()?
                    } else {
                        return None;
                    };
                    let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                    0x10000 + ((unit - 0xd800) << 10 | low)
                } else {
                    unit
                };
                char::from_u32(code)?
            }
            letter => {
                let (_, escaped) = ESCAPES.iter().find(|(own, _)| *own == letter)?;
                char::from(*escaped)
            }
        })
    }

    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit << 4 | char::from(self.next()?).to_digit(16)?;
        }
        Some(unit)
    }
}

/// What stands behind a backslash for what.
const ESCAPES: [(u8, u8); 8] = [
    (b'"', b'"'),
    (b'\\', b'\\'),
    (b'/', b'/'),
    (b'b', 8),
    (b'f', 12),
    (b'n', b'\n'),
    (b'r', b'\r'),
    (b't', b'\t'),
];

/// Whether this byte of a text stands for itself.
fn is_plain(byte: u8) -> bool {
    byte >= b' ' && byte != b'"' && byte != b'\\'
}

/// `text` as JSON writes it, quotes included.
pub fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    quote(text, &mut json);
    json
}

/// Appends `text` as JSON writes it.
pub fn quote(text: &str, json: &mut String) {
    json.push('"');
    let mut rest = text;
    loop {
        let (plain, odd) = rest.split_at(text::run(rest, is_plain));
        json.push_str(plain);
        let Some(byte) = odd.bytes().next() else {
            break;
        };
        if let Some((letter, _)) = ESCAPES.iter().find(|(_, escaped)| *escaped == byte) {
            json.push('\\');
            json.push(char::from(*letter));
        } else {
            json.push_str("\\u00");
            text::write_hex(byte, LOWER_HEX, json);
        }
        rest = &odd[1..];
    }
    json.push('"');
}

impl Value {
    /// As JSON.
    pub(crate) fn json(&self) -> String {
        let mut json = String::new();
        self.write(&mut json);
        json
    }

    fn write(&self, json: &mut String) {
        let mut separator = "";
        match self {
            Self::Null => json.push_str("null"),
            Self::Bool(true) => json.push_str("true"),
            Self::Bool(false) => json.push_str("false"),
            Self::Number(number) => json.push_str(number),
            Self::String(text) => quote(text, json),
            Self::Array(items) => {
                json.push('[');
                for item in items {
                    json.push_str(separator);
                    item.write(json);
                    separator = ",";
                }
                json.push(']');
            }
            Self::Object(members) => {
                json.push('{');
                for (name, value) in &members.0 {
                    json.push_str(separator);
                    quote(name, json);
                    json.push(':');
                    value.write(json);
                    separator = ",";
                }
                json.push('}');
            }
        }
    }
}

#[cfg(test)]
impl From<crate::Json> for Value {
    fn from(json: crate::Json) -> Self {
        parse(json.to_string().as_bytes()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn same(json: &[u8]) {
        let ours = parse(json);
        let theirs = serde_json::from_slice::<serde_json::Value>(json).ok();
        // Numbers that no float holds are JSON all the same.
        if ours.is_some() && theirs.is_none() {
            assert!(
                json.iter().any(u8::is_ascii_digit),
                "{}",
                String::from_utf8_lossy(json)
            );
            return;
        }
        assert_eq!(
            ours.is_some(),
            theirs.is_some(),
            "{}",
            String::from_utf8_lossy(json)
        );
        if let (Some(ours), Some(theirs)) = (ours, theirs) {
            let again: serde_json::Value = serde_json::from_str(&ours.json()).unwrap();
            assert_eq!(again, theirs);
        }
    }

    #[test]
    fn json_is_read_as_everybody_reads_it() {
        for json in [
            "null",
            " true ",
            "false",
            "nul",
            "\"a\\u00e9\\ud83d\\ude00\\n\\/\"",
            "\"\\ud83d\"",
            "\"\\udc00\"",
            "\"\n\"",
            "\"\\x\"",
            "[1, -0.5e+3, 10]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "+1",
            "{}",
            "{\"a\":1,}",
            "{\"a\" : {\"b\": []}, \"a\": 2}",
            "{a:1}",
            "{\"a\"}",
            "",
            " ",
            "[",
            "{",
            "\"",
            "1 2",
            "\"\\u12\"",
            "\"\\u+123\"",
            "[]x",
        ] {
            same(json.as_bytes());
        }
        same(b"\"\xff\"");
        for depth in [126, 127, 128, 129] {
            same(format!("{}{}", "[".repeat(depth), "]".repeat(depth)).as_bytes());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_json_here_if_they_are_elsewhere(bytes: Vec<u8>, text in r#"[\[\]{}",:0-9a-fnrtu\\ .eE+-]{0,40}"#) {
            same(&bytes);
            same(text.as_bytes());
        }

        #[test]
        fn every_text_is_quoted_as_everybody_does(text: String) {
            prop_assert_eq!(quoted(&text), serde_json::to_string(&text).unwrap());
        }
    }
}
