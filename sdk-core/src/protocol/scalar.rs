//! Numbers, dates and bytes as they are spelled in headers and bodies.

use http::{HeaderMap, header};

use crate::{text, time::Duration};

/// The response's own `Date`, since the Unix epoch.
pub(crate) fn server_date(headers: &HeaderMap) -> Option<Duration> {
    http_date(headers.get(header::DATE)?.to_str().ok()?)
}

/// An HTTP-date in any of the three forms of RFC 9110 §5.6.7, since the Unix epoch:
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
///
/// They differ in the order of their words. What stands between them is not looked at: recipients are to
/// be robust.
pub(crate) fn http_date(text: &str) -> Option<Duration> {
    let mut words = [""; 8];
    let mut rest = text.trim_ascii();
    for word in &mut words {
        let end = text::run(rest, |byte| byte.is_ascii_alphanumeric());
        (*word, rest) = rest.split_at(end);
        rest = text::after(rest, |byte| matches!(byte, b' ' | b',' | b'-' | b':'));
    }
    // Where the month stands, and where day, year, hour, minute and second.
    let (month, numbers) = match words[7] {
        _ if !rest.is_empty() => return None,
        "GMT" => (2, &[1, 3, 4, 5, 6]),
        "" => (1, &[2, 6, 3, 4, 5]),
        _ => return None,
    };
    three(b"SunMonTueWedThuFriSat", words[0].get(..3)?)?;
    let month = 1 + three(b"JanFebMarAprMayJunJulAugSepOctNovDec", words[month])?;
    let mut date = [0; 5];
    for (field, place) in date.iter_mut().zip(numbers) {
        *field = text::number(words[*place])?;
    }
    let [day, year, hour, minute, second] = date;
    // As RFC 9110 says in 1994 and later: years of two digits are those near to now.
    let century = match year {
        0..70 => 2000,
        70..100 => 1900,
        _ => 0,
    };
    let year = century + year;
    let fits = (1..=31).contains(&day) && hour <= 23 && minute <= 59 && second <= 60;
    if !fits || !(1970..10_000).contains(&year) {
        return None;
    }
    // Years are counted from March, so that the leap day is the last:
    // https://howardhinnant.github.io/date_algorithms.html#days_from_civil
    let year = if month > 2 { year } else { year - 1 };
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let seconds = days.checked_sub(719_468)? * 86_400 + hour * 3600 + minute * 60 + second;
    Some(Duration::from_secs(seconds))
}

/// Which of the `names` of three letters this is.
fn three(names: &[u8], name: &str) -> Option<u64> {
    let place = names.chunks(3).position(|own| own == name.as_bytes())?;
    u64::try_from(place).ok()
}

/// A JSON number of seconds, as the parser or another program wrote it: `3600`, `1.7e9`. What is
/// below zero reads as zero, what is beyond all time as its end.
pub(crate) fn json_seconds(number: &str) -> Option<Duration> {
    if number.starts_with('-') {
        return Some(Duration::ZERO);
    }
    let exponential = text::cut(number, b'e').or_else(|| text::cut(number, b'E'));
    let (mantissa, exponent) = exponential.unwrap_or((number, "0"));
    let (sign, digits) = match exponent.as_bytes() {
        [b'-', ..] => (-1, &exponent[1..]),
        [b'+', ..] => (1, &exponent[1..]),
        _ => (1, exponent),
    };
    decimal(mantissa, sign * i32::try_from(text::number(digits)?).ok()?)
}

/// Whole milliseconds.
pub(crate) fn millis(duration: Duration) -> u64 {
    duration.as_millis().try_into().unwrap_or(u64::MAX)
}

/// A decimal number such as `12` or `0.5`, of seconds times ten to the `exponent`. Signs and
/// exponents are not accepted.
///
/// Rounds up, so that nobody comes back too early. Too many digits give
/// [`Duration::MAX`].
pub(crate) fn decimal(text: &str, exponent: i32) -> Option<Duration> {
    let (whole, fraction) = text::cut(text, b'.').unwrap_or((text, ""));
    let digits = text::joined(&[whole, fraction]);
    if digits.is_empty() || text::run(&digits, |byte| byte.is_ascii_digit()) < digits.len() {
        return None;
    }
    let mut digits = digits.bytes();
    // Nobody means a number of which so many digits are zeros.
    let places = exponent
        .clamp(-400, 400)
        .saturating_add_unsigned(whole.len().try_into().ok()?);
    let (mut seconds, mut nanos) = (Some(0_u64), 0_u64);
    for place in (-9..places.max(0)).rev() {
        let digit = if place < places { digits.next() } else { None };
        let digit = u64::from(digit.map_or(0, |digit| digit - b'0'));
        if place < 0 {
            nanos = nanos * 10 + digit;
        } else {
            seconds = seconds.and_then(|seconds| text::with_digit(seconds, digit));
        }
    }
    let finer = digits.any(|digit| digit != b'0');
    let seconds = seconds.map_or(Duration::MAX, Duration::from_secs);
    Some(seconds.saturating_add(Duration::from_nanos(nanos + u64::from(finer))))
}

/// Base64 in either alphabet, padded or not.
///
/// Connect sends the standard one without padding and JWTs that of URLs (RFC 7515 §2), but not
/// every server does as it should.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let text = text::without_end(text.trim_ascii(), b'=');
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut count) = (0_u32, 0);
    for character in text.bytes() {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count).to_le_bytes()[0]);
        }
    }
    // Six bits alone are the beginning of a byte, and no more.
    (count < 6).then_some(bytes)
}

/// Base64 for URLs, without padding (RFC 4648 §5).
pub(crate) fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use base64::{
        Engine as _,
        engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
    };
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decimals_round_up_and_overflow_to_the_longest_delay() {
        assert_eq!(decimal("12", 0), Some(Duration::from_secs(12)));
        assert_eq!(decimal(".5", 0), Some(Duration::from_millis(500)));
        assert_eq!(decimal("5.", 0), Some(Duration::from_secs(5)));
        assert_eq!(decimal("0.0000000001", 0), Some(Duration::from_nanos(1)));
        assert_eq!(decimal("1.50", -3), Some(Duration::from_micros(1500)));
        assert_eq!(decimal(&"9".repeat(400), 0), Some(Duration::MAX));
        assert_eq!(decimal("18446744073709551616", 0), Some(Duration::MAX));
        for text in ["", ".", "-1", "+1", "1e5", "NaN", "inf", "1.2.3", "1,5", "٣"] {
            assert_eq!(decimal(text, 0), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_of_these_forms_is_none() {
        for text in [
            "",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 GMT GMT",
            "Sun Nov  6 08:49:37 1994+0100",
            "Sun Nov  6 08:49:37 1994 GMT",
            "06 Nov 1994 08:49:37 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 19940 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
        ] {
            assert_eq!(http_date(text), None, "{text}");
        }
    }

    #[test]
    fn base64_of_any_kind_is_read() {
        let bytes = b"\xff\xfe\xfb\xef";
        for text in [
            STANDARD.encode(bytes),
            STANDARD_NO_PAD.encode(bytes),
            URL_SAFE.encode(bytes),
            format!(" {}\n", STANDARD.encode(bytes)),
        ] {
            assert_eq!(base64(&text).as_deref(), Some(&bytes[..]), "{text}");
        }
        assert_eq!(base64("not base64!"), None);
    }

    #[test]
    fn seconds_in_json_may_have_exponents() {
        for (number, seconds) in [
            ("0", 0.0),
            ("12.5", 12.5),
            ("1.7e9", 1.7e9),
            ("17E+8", 1.7e9),
            ("5e-1", 0.5),
            ("125e-3", 0.125),
        ] {
            assert_eq!(
                json_seconds(number),
                Some(Duration::from_secs_f64(seconds)),
                "{number}"
            );
        }
        assert_eq!(json_seconds("-1e300"), Some(Duration::ZERO));
        assert_eq!(json_seconds("1e300"), Some(Duration::MAX));
        assert_eq!(json_seconds("1e-300"), Some(Duration::from_nanos(1)));
    }

    proptest! {
        #[test]
        fn dates_are_those_of_httpdate(second in 0..253_402_300_800_u64) {
            let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(second));
            prop_assert_eq!(http_date(&date), Some(Duration::from_secs(second)));
        }

        #[test]
        fn what_is_a_date_for_httpdate_is_one_here(text in "(Sun|Mon)(day)?,? [ 0-3][0-9][- ](Jan|Nov)[- ](19|20)?[0-9]{2} [0-2][0-9]:[0-5][0-9]:[0-5][0-9]( GMT| 1994)") {
            if let Ok(date) = httpdate::parse_http_date(&text) {
                prop_assert_eq!(http_date(&text), date.duration_since(UNIX_EPOCH).ok(), "{}", text);
            }
        }

        #[test]
        fn base64_for_urls_is_as_everybody_writes_it(bytes: Vec<u8>) {
            prop_assert_eq!(base64url(&bytes), URL_SAFE_NO_PAD.encode(&bytes));
        }

        #[test]
        fn base64_round_trips(bytes: Vec<u8>) {
            prop_assert_eq!(base64(&URL_SAFE.encode(&bytes)), Some(bytes.clone()));
            prop_assert_eq!(base64(&STANDARD_NO_PAD.encode(&bytes)), Some(bytes));
        }

        #[test]
        fn a_decimal_is_never_rounded_down(millis in 0_u64..10_000_000_000) {
            let text = format!("{}.{:03}", millis / 1000, millis % 1000);
            let read = decimal(&text, 0);
            prop_assert_eq!(read, Some(Duration::from_millis(millis)));
        }
    }
}
