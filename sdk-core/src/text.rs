//! Searching in text and spelling it, byte by byte. What std has for that is made for long texts and
//! for all characters there are; what is looked for here is short and ASCII.

use zeroize::Zeroizing;

/// Where `needle` stands in `text`.
pub(crate) fn places<'t>(text: &'t str, needle: &'t str) -> impl Iterator<Item = usize> + 't {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    (0..text.len()).filter(move |at| text[*at..].starts_with(needle))
}

/// Where `needle` stands in `text` for the first time.
pub(crate) fn find(text: &str, needle: &str) -> Option<usize> {
    places(text, needle).next()
}

/// What stands before and after `separator`.
pub fn cut(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == separator)?;
    Some((&text[..at], &text[at + 1..]))
}

/// What stands before and after the last `separator`.
pub(crate) fn cut_last(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = text.bytes().rposition(|byte| byte == separator)?;
    Some((&text[..at], &text[at + 1..]))
}

/// What stands before, between and after the `separator`s.
pub fn parts(text: &str, separator: u8) -> Parts<'_> {
    Parts {
        rest: Some(text),
        separator,
    }
}

/// See [`parts`].
#[derive(Clone, Debug)]
pub struct Parts<'t> {
    rest: Option<&'t str>,
    separator: u8,
}

impl<'t> Iterator for Parts<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let rest = self.rest.take()?;
        let Some((part, after)) = cut(rest, self.separator) else {
            return Some(rest);
        };
        self.rest = Some(after);
        Some(part)
    }
}

/// A whole number: digits, and nothing else. A sign, a fraction or a word such as `unlimited` is none.
pub(crate) fn number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (digits && !text.is_empty()).then_some(())?;
    text.bytes()
        .try_fold(0, |number, digit| with_digit(number, u64::from(digit - b'0')))
}

/// `number` with one digit more. To multiply and see whether it fits takes numbers of 128 bits.
pub(crate) fn with_digit(number: u64, digit: u64) -> Option<u64> {
    if number > u64::MAX / 10 {
        return None;
    }
    (number * 10).checked_add(digit)
}

/// `parts` one behind the other.
pub(crate) fn joined(parts: &[&str]) -> String {
    let mut text = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        text.push_str(part);
    }
    text
}

/// `template` with `values` in the places of its `{}`, of which there are as many. For what a page loads:
/// `format!` brings along how all is formatted that there is.
pub(crate) fn filled(template: &str, values: &[&str]) -> String {
    let mut parts = parts(template, b'{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (part, value) in parts.zip(values) {
        text.push_str(value);
        text.push_str(&part[1..]);
    }
    text
}

/// A number in decimal digits.
pub fn digits(number: u64) -> String {
    let mut text = if number > 9 {
        digits(number / 10)
    } else {
        String::new()
    };
    text.push(char::from(HEX[(number % 10) as usize]));
    text
}

/// Appends `part`, and `between` before it unless it is the first.
pub(crate) fn append(part: &str, between: &str, text: &mut String) {
    if !text.is_empty() {
        text.push_str(between);
    }
    text.push_str(part);
}

/// `text` without the bytes at its end that are this one.
pub(crate) fn without_end(text: &str, end: u8) -> &str {
    let ends = text.bytes().rev().take_while(|byte| *byte == end).count();
    &text[..text.len() - ends]
}

/// Whether this byte, which is ASCII, is in `text`.
pub(crate) fn holds(text: &str, byte: u8) -> bool {
    text.bytes().any(|own| own == byte)
}

/// Whether `word` is one of the words of `list`.
pub(crate) fn listed(word: &str, list: &str) -> bool {
    parts(list, b' ').any(|own| own == word)
}

/// `text` without the white space around it.
pub(crate) fn trim(text: &str) -> &str {
    let is_space = |text: &str| text.chars().next().is_some_and(char::is_whitespace);
    let mut trimmed = text;
    while is_space(trimmed) {
        trimmed = &trimmed[trimmed.ceil_char_boundary(1)..];
    }
    loop {
        let last = trimmed.floor_char_boundary(trimmed.len().saturating_sub(1));
        if !is_space(&trimmed[last..]) {
            return trimmed;
        }
        trimmed = &trimmed[..last];
    }
}

/// `bytes` as text, with `U+FFFD` for what is none.
pub(crate) fn lossy(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Err(error) = str::from_utf8(rest) {
        let (valid, odd) = rest.split_at(error.valid_up_to());
        text.push_str(str::from_utf8(valid).unwrap_or_default());
        text.push(char::REPLACEMENT_CHARACTER);
        rest = &odd[error.error_len().unwrap_or(odd.len())..];
    }
    text.push_str(str::from_utf8(rest).unwrap_or_default());
    text
}

/// `text` with `to` wherever `from` stands.
pub(crate) fn replace(text: &str, from: &str, to: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find(rest, from) {
        replaced.push_str(&rest[..at]);
        replaced.push_str(to);
        rest = &rest[at + from.len()..];
    }
    replaced.push_str(rest);
    replaced
}

/// How long the part is that `text` begins with and whose bytes are all like this.
pub(crate) fn run(text: &str, belongs: fn(u8) -> bool) -> usize {
    let end = text.bytes().position(|byte| !belongs(byte));
    end.unwrap_or(text.len())
}

/// `text` behind the part that it begins with and whose bytes are all like this.
pub(crate) fn after(text: &str, belongs: fn(u8) -> bool) -> &str {
    &text[run(text, belongs)..]
}

/// What is written as in a form: percent-encoded, and a plus for each space. It may be a secret, of which
/// no other copy stays.
pub(crate) fn from_form(text: &str) -> String {
    let spaced = Zeroizing::new(replace(text, "+", " "));
    lossy(&Zeroizing::new(unescape(spaced.as_bytes())))
}

/// The digits that percent-encoding is written with.
pub(crate) const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// The digits that others write it with, and JSON its escapes.
pub(crate) const LOWER_HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends the two digits of `byte`.
pub(crate) fn write_hex(byte: u8, hex: &[u8; 16], text: &mut String) {
    for digit in &[byte >> 4, byte & 15] {
        text.push(char::from(hex[usize::from(*digit)]));
    }
}

/// Appends `text`, percent-encoded but for letters, digits and what is in `kept`.
pub(crate) fn escape(text: &str, kept: &str, hex: &[u8; 16], encoded: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || holds(kept, byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            write_hex(byte, hex, encoded);
        }
    }
}

/// Takes percent-encoding back. What is none stays as it is.
pub(crate) fn unescape(encoded: &[u8]) -> Vec<u8> {
    let digit = |at: usize| char::from(*encoded.get(at)?).to_digit(16);
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut at = 0;
    while let Some(byte) = encoded.get(at) {
        at += 1;
        bytes.push(match (byte, digit(at), digit(at + 1)) {
            (b'%', Some(high), Some(low)) => {
                at += 2;
                (high << 4 | low).to_le_bytes()[0]
            }
            _ => *byte,
        });
    }
    bytes
}

#[cfg(test)]
mod tests {
    use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
    use proptest::prelude::*;

    use super::*;

    fn escaped(text: &str, kept: &str) -> String {
        let mut encoded = String::new();
        escape(text, kept, HEX, &mut encoded);
        encoded
    }

    proptest! {
        #[test]
        fn numbers_are_read_as_std_reads_them(text in "[0-9]{0,21}|[-+0-9a ]{0,3}") {
            let theirs = text.parse().ok().filter(|_| !text.starts_with('+'));
            prop_assert_eq!(number(&text), theirs);
        }

        #[test]
        fn text_and_numbers_are_written_as_std_formats_them(first in ".{0,4}|[{}]{0,4}", second: u64) {
            prop_assert_eq!(filled("{}", &[&first]), format!("{first}"));
            prop_assert_eq!(filled("a {} ({}).", &[&first, &digits(second)]), format!("a {first} ({second})."));
        }

        #[test]
        fn text_is_cut_where_std_splits_it(text in "[ab/]{0,12}") {
            prop_assert_eq!(cut(&text, b'/'), text.split_once('/'));
            prop_assert_eq!(cut_last(&text, b'/'), text.rsplit_once('/'));
            prop_assert!(parts(&text, b'/').eq(text.split('/')));
            prop_assert_eq!(without_end(&text, b'/'), text.trim_end_matches('/'));
        }

        #[test]
        fn text_is_found_where_std_finds_it(text in "[ab]{0,12}", needle in "[ab]{1,3}") {
            prop_assert_eq!(find(&text, &needle), text.find(&needle));
            prop_assert_eq!(replace(&text, &needle, "abc"), text.replace(&needle, "abc"));
        }

        #[test]
        fn text_is_trimmed_and_bytes_are_read_as_std_does(
            text in "[ \\n\u{a0}a\u{3000}é]{0,8}",
            bytes in "[aé€\u{10348}]{0,4}",
            odd in 0_usize..16,
            byte: u8,
        ) {
            prop_assert_eq!(trim(&text), text.trim());
            let mut bytes = bytes.into_bytes();
            bytes.insert(odd.min(bytes.len()), byte);
            prop_assert_eq!(lossy(&bytes), String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn percent_encoding_is_as_everybody_writes_it(text: String) {
            const UNRESERVED: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC
                .remove(b'-')
                .remove(b'.')
                .remove(b'_')
                .remove(b'~');
            prop_assert_eq!(escaped(&text, ""), utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string());
            prop_assert_eq!(escaped(&text, "-._~"), utf8_percent_encode(&text, UNRESERVED).to_string());
        }

        #[test]
        fn percent_encoding_is_read_as_everybody_reads_it(text in ".*|[%0-9a-gA-G]{0,12}") {
            let theirs: Vec<u8> = percent_decode_str(&text).collect();
            prop_assert_eq!(unescape(text.as_bytes()), theirs);
        }
    }
}
