//! What a response says about the rate limit, in any of the spellings in use.

use http::{HeaderMap, HeaderName};

use crate::{protocol::scalar::decimal, text, time::Duration};

/// A reset further ahead than this is a misread unit or a daily quota, not something to pace by.
const LONGEST_RESET: Duration = Duration::from_hours(1);

/// From here on a reset is a moment rather than a delay: 10⁹ s is September 2001, and as a delay
/// it would be 31 years.
const EPOCH_SECONDS: u64 = 1_000_000_000;
/// From here on a moment is in milliseconds: as seconds it would lie in the year 33658.
const EPOCH_MILLISECONDS: u64 = 1_000_000_000_000;

/// What the last answer said about the rate limit.
///
/// Each member stands alone: servers leave out any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests the window allows.
    pub limit: Option<u64>,
    /// How many of them are left.
    pub remaining: Option<u64>,
    /// How long from the moment of the answer until the window starts anew; an hour at most.
    pub reset: Option<Duration>,
}

impl RateLimit {
    fn says_anything(&self) -> bool {
        self.limit.is_some() || self.remaining.is_some() || self.reset.is_some()
    }
}

/// Reads the rate limit from the headers of an answer that was made at `now`, by the clock of the
/// server if it tells.
///
/// Malformed headers read as absent: they never fail a good answer. `None` if nothing is told.
pub(crate) fn rate_limit(headers: &HeaderMap, now: Duration) -> Option<RateLimit> {
    // Different families may speak of different windows, so one is taken whole: the first that
    // says what is left, else the first that says anything.
    let mut vague = RateLimit::default();
    for names in &[Some(&X_RATE_LIMIT), Some(&RATE_LIMIT), None] {
        let told = match names {
            Some(names) => plain(headers, names, now),
            None => structured(headers, now),
        };
        if told.remaining.is_some() {
            return Some(told);
        }
        if !vague.says_anything() {
            vague = told;
        }
    }
    vague.says_anything().then_some(vague)
}

/// Names of the limit, the remaining requests and the reset.
type Names = [HeaderName; 3];
static X_RATE_LIMIT: Names = [
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static("x-ratelimit-reset"),
];
static RATE_LIMIT: Names = [
    HeaderName::from_static("ratelimit-limit"),
    HeaderName::from_static("ratelimit-remaining"),
    HeaderName::from_static("ratelimit-reset"),
];

/// What these texts say: the limit, the remaining requests and the reset.
fn told([limit, remaining, reset_at]: [Option<&str>; 3], now: Duration) -> RateLimit {
    RateLimit {
        limit: limit.and_then(text::number),
        remaining: remaining.and_then(text::number),
        reset: reset_at.and_then(|text| reset(text, now)),
    }
}

/// One header for each value.
fn plain(headers: &HeaderMap, names: &Names, now: Duration) -> RateLimit {
    // `RateLimit-Limit: 100, 100;w=60` lists the policy behind the number, and a browser joins
    // repeated headers with a comma: the first item counts in both cases.
    let first = |name: &HeaderName| {
        let text = headers.get(name)?.to_str().ok()?;
        Some(text[..text::run(text, |byte| byte != b',' && byte != b';')].trim_ascii())
    };
    let [limit, remaining, reset_at] = names;
    told([first(limit), first(remaining), first(reset_at)], now)
}

/// The structured fields `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers:
/// `"default";r=50;t=30` with `"default";q=100;w=60`, before revision 8
/// `limit=100, remaining=50, reset=30`.
fn structured(headers: &HeaderMap, now: Duration) -> RateLimit {
    let items = items(headers, "ratelimit");
    let member = |name: &str| items.iter().rev().find(|item| item.name == name)?.value;
    let whole = told([member("limit"), member("remaining"), member("reset")], now);
    if whole.says_anything() {
        return whole;
    }

    let policies = self::items(headers, "ratelimit-policy");
    // Of several windows the one that runs out first decides; of equals, the one that lasts longer.
    let left = |window: &RateLimit| window.remaining.unwrap_or(u64::MAX);
    let mut first = RateLimit::default();
    for item in &items {
        let policy = policies.iter().find(|policy| policy.name == item.name);
        let limit = policy.and_then(|policy| policy.parameter("q"));
        let window = told([limit, item.parameter("r"), item.parameter("t")], now);
        if (left(&window), first.reset) < (left(&first), window.reset) {
            first = window;
        }
    }
    first
}

/// An item of a structured list or dictionary (RFC 9651), quotes removed.
struct Item<'a> {
    name: &'a str,
    value: Option<&'a str>,
    /// Names and values.
    parameters: Vec<&'a str>,
}

impl<'a> Item<'a> {
    fn parameter(&self, name: &str) -> Option<&'a str> {
        let mut parameters = self.parameters.iter();
        parameters.find_map(|parameter| parameter.strip_prefix(name)?.strip_prefix('='))
    }
}

fn items<'a>(headers: &'a HeaderMap, name: &str) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    let lines = headers.get_all(name);
    for line in lines.iter().filter_map(|line| line.to_str().ok()) {
        for item in split(line, b',') {
            let parameters = split(item, b';');
            let head = parameters[0];
            // More windows than this are not a rate limit but an attack on its reader.
            if head.is_empty() || items.len() == 32 {
                continue;
            }
            let (name, value) = match text::cut(head, b'=') {
                Some((name, value)) if !head.starts_with('"') => {
                    (name.trim_ascii(), Some(value.trim_ascii()))
                }
                _ => (
                    text::without_end(text::after(head, |byte| byte == b'"'), b'"'),
                    None,
                ),
            };
            items.push(Item {
                name,
                value,
                parameters,
            });
        }
    }
    items
}

/// Splits at `separator` outside of quoted strings, and trims. There is always one part.
fn split(text: &str, separator: u8) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if byte == separator && !quoted => {
                parts.push(text[from..at].trim_ascii());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[from..].trim_ascii());
    parts
}

/// The time from `now` until a reset that is given as a delay or as a moment.
fn reset(text: &str, now: Duration) -> Option<Duration> {
    let value = decimal(text, 0)?;
    let until = match value.as_secs() {
        EPOCH_MILLISECONDS.. => (value / 1000).checked_sub(now)?,
        EPOCH_SECONDS.. => value.checked_sub(now)?,
        _ => value,
    };
    (until <= LONGEST_RESET).then_some(until)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;
    use crate::protocol::scalar::server_date;

    const NOW: Duration = Duration::from_secs(1_700_000_000);

    fn read(lines: &[(&'static str, &str)]) -> Option<RateLimit> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        rate_limit(&headers, server_date(&headers).unwrap_or(NOW))
    }

    fn limit(limit: u64, remaining: u64, reset: u64) -> RateLimit {
        RateLimit {
            limit: Some(limit),
            remaining: Some(remaining),
            reset: Some(Duration::from_secs(reset)),
        }
    }

    fn reset_of(value: &str) -> Option<Duration> {
        read(&[("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", value)])?.reset
    }

    #[test]
    fn no_header_tells_nothing() {
        assert_eq!(read(&[]), None);
        assert_eq!(
            read(&[("x-ratelimit-limit", "custom"), ("x-ratelimit-remaining", "")]),
            None
        );
    }

    #[test]
    fn each_family_is_read() {
        assert_eq!(
            read(&[
                ("x-ratelimit-limit", "100"),
                ("x-ratelimit-remaining", "99"),
                ("x-ratelimit-reset", "1700000042"),
            ]),
            Some(limit(100, 99, 42))
        );
        assert_eq!(
            read(&[
                ("ratelimit-limit", "100, 100;w=60"),
                ("ratelimit-remaining", "7"),
                ("ratelimit-reset", "30"),
            ]),
            Some(limit(100, 7, 30))
        );
        assert_eq!(
            read(&[
                ("ratelimit", r#""default";r=50;t=30"#),
                ("ratelimit-policy", r#""burst";q=9;w=1, "default";q=100;w=60"#),
            ]),
            Some(limit(100, 50, 30))
        );
        assert_eq!(
            read(&[("ratelimit", "limit=100, remaining=50, reset=30")]),
            Some(limit(100, 50, 30))
        );
    }

    #[test]
    fn of_several_windows_the_tightest_counts() {
        assert_eq!(
            read(&[
                ("ratelimit", r#""day";r=500;t=3000, "a,b;\"c";r=0;t=2"#),
                ("ratelimit", r#""minute";r=0;t=20"#),
                ("ratelimit-policy", r#""minute";q=60;w=60"#),
            ]),
            Some(limit(60, 0, 20))
        );
    }

    #[test]
    fn a_family_that_says_what_is_left_is_preferred_to_one_that_does_not() {
        let told = read(&[("x-ratelimit-limit", "5"), ("ratelimit-remaining", "3")]).unwrap();
        assert_eq!((told.limit, told.remaining), (None, Some(3)));
    }

    #[test]
    fn the_unit_of_a_reset_is_told_by_its_size() {
        assert_eq!(reset_of("0"), Some(Duration::ZERO));
        assert_eq!(reset_of("1.5"), Some(Duration::from_millis(1500)));
        assert_eq!(reset_of("3600"), Some(Duration::from_hours(1)));
        assert_eq!(reset_of("1700000010"), Some(Duration::from_secs(10)));
        assert_eq!(reset_of("1700000000"), Some(Duration::ZERO));
        assert_eq!(reset_of("1700000010250"), Some(Duration::from_millis(10_250)));
    }

    #[test]
    fn a_reset_in_the_past_or_over_an_hour_ahead_is_not_used() {
        for value in [
            "1699999999",
            "1699999999999",
            "3601",
            "1700003601",
            "1700003601000",
            "999999999",
            "-5",
            "1e3",
            "99999999999999999999999999999999999999999999999999",
            "soon",
            "",
        ] {
            assert_eq!(reset_of(value), None, "{value}");
        }
    }

    #[test]
    fn a_moment_is_measured_against_the_date_of_the_answer() {
        // The local clock is eight years behind the server's.
        let told = read(&[
            ("date", "Tue, 14 Nov 2023 22:13:30 GMT"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1700000040"),
        ]);
        assert_eq!(told.unwrap().reset, Some(Duration::from_secs(30)));
    }

    #[test]
    fn counts_with_signs_fractions_or_too_many_digits_are_ignored() {
        for value in ["-1", "+1", "1.0", "1e2", "99999999999999999999999"] {
            assert_eq!(read(&[("x-ratelimit-remaining", value)]), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(data: Vec<u8>) {
            crate::fuzzing::rate_limit_headers(&data);
        }

        #[test]
        fn a_plain_delay_round_trips(seconds in 0_u64..=3600) {
            prop_assert_eq!(reset_of(&seconds.to_string()), Some(Duration::from_secs(seconds)));
        }

        #[test]
        fn every_reset_lies_within_the_hour(text in "[0-9]{1,25}(\\.[0-9]{0,12})?") {
            prop_assert!(reset_of(&text).unwrap_or_default() <= LONGEST_RESET);
        }
    }
}
