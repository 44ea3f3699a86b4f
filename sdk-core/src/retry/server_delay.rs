//! How long the server asks to wait, read from whatever it says that in.

use http::HeaderMap;

use crate::{
    limits::rate_limit,
    protocol::scalar::{decimal, http_date, server_date},
    text,
    time::Duration,
};

/// No delay is longer. It is far beyond any that is waited for, and callers can still add it to
/// an `Instant` without overflow.
pub(crate) const LONGEST_DELAY: Duration = Duration::from_secs(u32::MAX as u64);

/// The delay that a failed answer asks for; `None` if it asks for none.
///
/// Zero stands for "now" and for a moment that has passed: the server did name a delay, and the
/// client's own backoff applies. [`LONGEST_DELAY`] stands for anything that is too large.
///
/// `message` is the server's own text, for servers whose headers a browser may not read across
/// origins.
pub(crate) fn server_delay(
    status: u16,
    headers: &HeaderMap,
    message: Option<&str>,
    unix_now: Duration,
) -> Option<Duration> {
    // Never on a success: PUGUH documents Retry-After on every response.
    if !matches!(status, 408 | 425 | 429 | 500..=599) {
        return None;
    }
    let now = server_date(headers).unwrap_or(unix_now);
    let stated = |name: &str, exponent: i32| {
        let lines = headers.get_all(name);
        let mut lines = lines.iter().filter_map(|line| line.to_str().ok());
        lines.find_map(|line| {
            // A browser joins repeated headers with a comma, hence the first of a list.
            let mut items = text::parts(line, b',').map(str::trim_ascii);
            let date = || (exponent == 0).then(|| until(line, now))?;
            items.find_map(|item| decimal(item, exponent)).or_else(date)
        })
    };
    stated("retry-after-ms", -3)
        .or_else(|| stated("retry-after", 0))
        .or_else(|| in_words(message?))
        .or_else(|| {
            let exhausted = (status == 429).then(|| rate_limit(headers, now))?;
            exhausted?.reset
        })
        .map(|delay| delay.min(LONGEST_DELAY))
}

/// An HTTP-date, as the time from `now`; zero once it has passed.
fn until(line: &str, now: Duration) -> Option<Duration> {
    Some(http_date(line)?.saturating_sub(now))
}

/// "Retry after 12 seconds", "Please try again in 5s", "wait for 2 minutes".
fn in_words(message: &str) -> Option<Duration> {
    let message = message.to_ascii_lowercase();
    ["retry", "try again", "wait", "available"]
        .iter()
        .find_map(|verb| {
            let mut places = text::places(&message, verb);
            places.find_map(|start| delay_after(&message[start + verb.len()..]))
        })
}

/// The names of a unit, how many seconds it has, and the exponent of ten that goes with them.
const UNITS: [(&str, u32, i32); 4] = [
    ("s sec secs second seconds", 1, 0),
    ("ms msec millisecond milliseconds", 1, -3),
    ("m min mins minute minutes", 60, 0),
    ("h hour hours", 3600, 0),
];

/// What follows the verb: a preposition, a number, and a unit unless the sentence ends.
fn delay_after(rest: &str) -> Option<Duration> {
    let rest = text::after(rest, |byte| matches!(byte, b' ' | b'-' | b'_'));
    let tail = ["after", "in", "for"]
        .iter()
        .find_map(|preposition| rest.strip_prefix(preposition));
    let rest = tail.unwrap_or(rest);
    let rest = text::after(rest, |byte| matches!(byte, b' ' | b':' | b'=' | b'"'));
    let rest = rest.strip_prefix("about ").unwrap_or(rest);
    let (number, rest) = rest.split_at(text::run(rest, |byte| byte.is_ascii_digit() || byte == b'.'));
    let number = text::without_end(number, b'.');
    let rest = text::trim(rest);
    let unit = match &rest[..text::run(rest, |byte| byte.is_ascii_alphabetic())] {
        // "Retry after 2026-11-22" is no number of seconds, nor is "retry after 1e9".
        "" if tail.is_none() || matches!(rest.bytes().next(), Some(b'-' | b'/' | b':' | b'_')) => {
            return None;
        }
        "" => "s",
        unit => unit,
    };
    let (_, seconds, exponent) = UNITS.iter().find(|(names, ..)| text::listed(unit, names))?;
    Some(decimal(number, *exponent)?.saturating_mul(*seconds))
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    const NOW: Duration = Duration::from_secs(1_700_000_000);
    const SECOND: Duration = Duration::from_secs(1);

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_str(value).unwrap(),
                )
            })
            .collect()
    }

    fn read(lines: &[(&'static str, &str)]) -> Option<Duration> {
        server_delay(429, &headers(lines), None, NOW)
    }

    fn retry_after(value: &str) -> Option<Duration> {
        read(&[("retry-after", value)])
    }

    fn words(message: &str) -> Option<Duration> {
        server_delay(429, &HeaderMap::new(), Some(message), NOW)
    }

    #[test]
    fn seconds_and_milliseconds_may_have_decimals() {
        assert_eq!(retry_after("12"), Some(12 * SECOND));
        assert_eq!(retry_after("0.5"), Some(Duration::from_millis(500)));
        assert_eq!(retry_after(" 3 "), Some(3 * SECOND));
        assert_eq!(
            read(&[("retry-after-ms", "250.5")]),
            Some(Duration::from_micros(250_500))
        );
    }

    #[test]
    fn milliseconds_come_before_seconds_and_headers_before_words() {
        let lines = headers(&[("retry-after-ms", "100"), ("retry-after", "9")]);
        let delay = server_delay(503, &lines, Some("Retry after 7 seconds"), NOW);
        assert_eq!(delay, Some(Duration::from_millis(100)));
        let lines = headers(&[("retry-after", "9"), ("x-ratelimit-reset", "3")]);
        let delay = server_delay(429, &lines, Some("Retry after 7 seconds"), NOW);
        assert_eq!(delay, Some(9 * SECOND));
    }

    #[test]
    fn a_date_is_read_in_each_form_of_rfc_9110() {
        for value in [
            "Tue, 14 Nov 2023 22:13:50 GMT",
            "Tuesday, 14-Nov-23 22:13:50 GMT",
            "Tue Nov 14 22:13:50 2023",
        ] {
            assert_eq!(retry_after(value), Some(30 * SECOND), "{value}");
        }
    }

    #[test]
    fn a_date_is_measured_against_the_date_of_the_answer() {
        let lines = [
            ("date", "Wed, 21 Oct 2015 07:28:00 GMT"),
            ("retry-after", "Wed, 21 Oct 2015 07:29:00 GMT"),
        ];
        assert_eq!(read(&lines), Some(60 * SECOND));
        let lines = [
            ("date", "yesterday"),
            ("retry-after", "Tue, 14 Nov 2023 22:13:50 GMT"),
        ];
        assert_eq!(read(&lines), Some(30 * SECOND));
    }

    #[test]
    fn zero_and_past_dates_are_a_delay_of_zero_and_end_the_search() {
        for value in [
            "0",
            "0.0",
            "Tue, 14 Nov 2023 22:13:19 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
        ] {
            let lines = headers(&[("retry-after", value), ("x-ratelimit-reset", "30")]);
            let delay = server_delay(429, &lines, Some("Retry after 7 seconds"), NOW);
            assert_eq!(delay, Some(Duration::ZERO), "{value}");
        }
        assert_eq!(words("Retry after 0 seconds"), Some(Duration::ZERO));
    }

    #[test]
    fn what_cannot_be_read_is_ignored_and_the_search_goes_on() {
        for value in [
            "-5",
            "NaN",
            "inf",
            "Infinity",
            "-inf",
            "1e400",
            "1e3",
            "+5",
            "soon",
            "",
            "0x10",
            "5 s",
            "Wed, 99 Xxx 2015 07:28:00 GMT",
        ] {
            assert_eq!(retry_after(value), None, "{value}");
            let lines = headers(&[("retry-after-ms", value), ("retry-after", "4")]);
            assert_eq!(server_delay(429, &lines, None, NOW), Some(4 * SECOND), "{value}");
            let lines = headers(&[("retry-after", value)]);
            let delay = server_delay(429, &lines, Some("Retry after 7 seconds"), NOW);
            assert_eq!(delay, Some(7 * SECOND), "{value}");
        }
    }

    #[test]
    fn too_many_digits_mean_too_long() {
        assert_eq!(retry_after(&"9".repeat(400)), Some(LONGEST_DELAY));
        assert_eq!(retry_after("18446744073709551616"), Some(LONGEST_DELAY));
        assert_eq!(
            words("Retry after 99999999999999999999999 seconds"),
            Some(LONGEST_DELAY)
        );
    }

    #[test]
    fn the_longest_delay_can_be_added_to_an_instant() {
        for value in [
            "4294967295.5",
            "18446744073709551615",
            "Fri, 31 Dec 9999 23:59:59 GMT",
        ] {
            let delay = retry_after(value).unwrap();
            assert_eq!(delay, LONGEST_DELAY, "{value}");
            assert!(std::time::Instant::now().checked_add(delay).is_some());
        }
    }

    #[test]
    fn repeated_headers_give_the_first_that_is_readable() {
        assert_eq!(retry_after("5, 7"), Some(5 * SECOND));
        let mut lines = headers(&[("retry-after", "soon")]);
        lines.append("retry-after", HeaderValue::from_static("8"));
        assert_eq!(server_delay(429, &lines, None, NOW), Some(8 * SECOND));
    }

    #[test]
    fn the_delay_is_read_from_words() {
        for (message, delay) in [
            ("Rate limit exceeded. Retry after 12 seconds", 12),
            ("RETRY AFTER 12 SECONDS.", 12),
            ("Too many requests, retry in 5s", 5),
            ("Please try again in 30 sec.", 30),
            ("retry_after: 9", 9),
            ("Retry-After: 9", 9),
            ("Please wait for 2 minutes", 120),
            ("Please wait 3 seconds.", 3),
            ("Expected available in 45 seconds.", 45),
            ("You may retry later: try again in about 1 hour", 3600),
        ] {
            assert_eq!(words(message), Some(Duration::from_secs(delay)), "{message}");
        }
        assert_eq!(
            words("Retry after 1.5 seconds"),
            Some(Duration::from_millis(1500))
        );
        assert_eq!(words("retry in 250ms"), Some(Duration::from_millis(250)));
    }

    #[test]
    fn other_words_are_not_a_delay() {
        for message in [
            "",
            "Retry later",
            "retry after -5 seconds",
            "Retry after 2026-11-22",
            "Retry after 3 failed attempts",
            "retry after 1e9 seconds",
            "Gave up on retry 3.",
            "waiting for 3 others",
            "Retry after … seconds",
        ] {
            assert_eq!(words(message), None, "{message}");
        }
    }

    #[test]
    fn a_rate_limit_reset_counts_on_a_429_only() {
        let lines = headers(&[
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1700000020"),
        ]);
        assert_eq!(server_delay(429, &lines, None, NOW), Some(20 * SECOND));
        assert_eq!(server_delay(503, &lines, None, NOW), None);
        assert_eq!(read(&[("ratelimit", "\"a\";r=0;t=7")]), Some(7 * SECOND));
    }

    #[test]
    fn only_failures_that_can_pass_are_asked() {
        let lines = headers(&[("retry-after", "12")]);
        for status in [408, 425, 429, 500, 502, 503, 504, 599] {
            assert!(server_delay(status, &lines, None, NOW).is_some(), "{status}");
        }
        for status in [100, 200, 204, 302, 400, 401, 403, 404, 409, 422, 499, 600] {
            assert!(server_delay(status, &lines, None, NOW).is_none(), "{status}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(data: Vec<u8>) {
            crate::fuzzing::retry_after(&data);
        }

        #[test]
        fn any_words_are_read_without_panic(message in "(retry|wait|try again) ?(after|in)? ?\\PC*") {
            words(&message);
        }

        #[test]
        fn whole_seconds_round_trip(seconds in prop_oneof![0..=u64::from(u32::MAX), 0_u64..]) {
            let delay = Duration::from_secs(seconds);
            prop_assert_eq!(retry_after(&seconds.to_string()), Some(delay.min(LONGEST_DELAY)));
        }

        #[test]
        fn the_delay_is_never_shorter_than_stated(value in "[0-9]{1,6}\\.[0-9]{1,20}") {
            let stated: f64 = value.parse().unwrap();
            // The float itself is exact only to about 10⁻¹⁰ s at this size.
            let read = retry_after(&value).unwrap_or_default().as_secs_f64();
            prop_assert!(read >= stated - 1e-9 && read <= stated + 1e-6);
        }

        #[test]
        fn a_date_to_come_round_trips(ahead in 1_u64..10_000_000) {
            let date = std::time::UNIX_EPOCH + NOW + Duration::from_secs(ahead);
            let read = retry_after(&httpdate::fmt_http_date(date));
            prop_assert_eq!(read, Some(Duration::from_secs(ahead)));
        }
    }
}
