//! Numbers, dates and bytes as they are spelled in headers and bodies.

use std::time::{Duration, UNIX_EPOCH};

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use http::{HeaderMap, header};

/// The response's own `Date`, since the Unix epoch.
pub(crate) fn server_date(headers: &HeaderMap) -> Option<Duration> {
    http_date(headers.get(header::DATE)?.to_str().ok()?)
}

/// An HTTP-date in any of the three forms of RFC 9110 §5.6.7, since the Unix epoch.
pub(crate) fn http_date(text: &str) -> Option<Duration> {
    let moment = httpdate::parse_http_date(text.trim()).ok()?;
    moment.duration_since(UNIX_EPOCH).ok()
}

/// A decimal number of `unit`s, such as `12` or `0.5`. Signs and exponents are not accepted.
///
/// Rounds up to the nanosecond, so that nobody comes back too early. Too many digits give
/// [`Duration::MAX`].
pub(crate) fn decimal(text: &str, unit: Duration) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let unit = unit.as_nanos();
    let mut nanos = 0_u128;
    for digit in whole.bytes() {
        nanos = nanos
            .saturating_mul(10)
            .saturating_add(u128::from(digit - b'0') * unit);
    }
    // Twelve decimals are finer than any timer; what follows them only rounds up.
    let mut scale = 1_u128;
    let mut part = 0_u128;
    for digit in fraction.bytes().take(12) {
        scale *= 10;
        part = part * 10 + u128::from(digit - b'0');
    }
    if fraction.bytes().skip(12).any(|digit| digit != b'0') {
        part += 1;
    }
    nanos = nanos.saturating_add((part * unit).div_ceil(scale));
    let nanos_of_second = (nanos % 1_000_000_000).try_into().unwrap_or_default();
    Some(
        u64::try_from(nanos / 1_000_000_000)
            .map_or(Duration::MAX, |seconds| Duration::new(seconds, nanos_of_second)),
    )
}

/// Base64 in either alphabet, padded or not.
///
/// Connect sends the standard one without padding and JWTs that of URLs (RFC 7515 §2), but not
/// every server does as it should.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    ENGINE
        .decode(text.trim().replace('-', "+").replace('_', "/"))
        .ok()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decimals_round_up_and_overflow_to_the_longest_delay() {
        let second = Duration::from_secs(1);
        assert_eq!(decimal("12", second), Some(Duration::from_secs(12)));
        assert_eq!(decimal(".5", second), Some(Duration::from_millis(500)));
        assert_eq!(decimal("5.", second), Some(Duration::from_secs(5)));
        assert_eq!(decimal("0.0000000001", second), Some(Duration::from_nanos(1)));
        assert_eq!(
            decimal("1.50", Duration::from_millis(1)),
            Some(Duration::from_micros(1500))
        );
        assert_eq!(decimal(&"9".repeat(400), second), Some(Duration::MAX));
        assert_eq!(decimal("18446744073709551616", second), Some(Duration::MAX));
        for text in ["", ".", "-1", "+1", "1e5", "NaN", "inf", "1.2.3", "1,5", "٣"] {
            assert_eq!(decimal(text, second), None, "{text}");
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

    proptest! {
        #[test]
        fn base64_round_trips(bytes: Vec<u8>) {
            prop_assert_eq!(base64(&URL_SAFE.encode(&bytes)), Some(bytes.clone()));
            prop_assert_eq!(base64(&STANDARD_NO_PAD.encode(&bytes)), Some(bytes));
        }

        #[test]
        fn a_decimal_is_never_rounded_down(millis in 0_u64..10_000_000_000) {
            let text = format!("{}.{:03}", millis / 1000, millis % 1000);
            let read = decimal(&text, Duration::from_secs(1));
            prop_assert_eq!(read, Some(Duration::from_millis(millis)));
        }
    }
}
