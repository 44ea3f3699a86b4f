//! The sandbox's clock: the wall clock, shifted by the `clock_skew_seconds` setting.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Seconds since the epoch, moved by `skew_seconds`.
pub(crate) fn now(skew_seconds: i64) -> f64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs_f64();
    #[allow(clippy::cast_precision_loss, reason = "a skew is far below 2^52 seconds")]
    let skew = skew_seconds as f64;
    since + skew
}

/// Whole seconds of an epoch time.
#[allow(clippy::cast_possible_truncation, reason = "epoch seconds fit an i64")]
pub(crate) fn whole(seconds: f64) -> i64 {
    seconds.floor() as i64
}

/// The three forms of a date in HTTP (RFC 9110, section 5.6.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateForm {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    Imf,
    /// `Sunday, 06-Nov-94 08:49:37 GMT`
    Rfc850,
    /// `Sun Nov  6 08:49:37 1994`
    Asctime,
}

/// An epoch time as a date header, in one of its three forms.
pub(crate) fn http_date(seconds: f64, form: DateForm) -> String {
    let time = UNIX_EPOCH + Duration::from_secs(u64::try_from(whole(seconds)).unwrap_or(0));
    let imf = httpdate::fmt_http_date(time);
    // The standard form has fixed columns, so the two others are cut from it.
    let (weekday, day, month, year, clock) =
        (&imf[0..3], &imf[5..7], &imf[8..11], &imf[12..16], &imf[17..25]);
    match form {
        DateForm::Imf => imf,
        DateForm::Rfc850 => {
            let long = match weekday {
                "Mon" => "Monday",
                "Tue" => "Tuesday",
                "Wed" => "Wednesday",
                "Thu" => "Thursday",
                "Fri" => "Friday",
                "Sat" => "Saturday",
                _ => "Sunday",
            };
            format!("{long}, {day}-{month}-{} {clock} GMT", &year[2..4])
        }
        DateForm::Asctime => {
            let day = day.trim_start_matches('0');
            format!("{weekday} {month} {day:>2} {clock} {year}")
        }
    }
}

/// An epoch time as RFC 3339 text in UTC, with milliseconds.
pub(crate) fn rfc3339(seconds: f64) -> String {
    let whole_seconds = whole(seconds);
    let millis = whole((seconds - seconds.floor()) * 1000.0);
    let days = whole_seconds.div_euclid(86_400);
    let second_of_day = whole_seconds.rem_euclid(86_400);
    let (year, month, day) = civil_from_days(days);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{millis:03}Z",
        second_of_day / 3600,
        second_of_day / 60 % 60,
        second_of_day % 60,
    )
}

/// Whether a text has the form of an RFC 3339 time: `2026-06-01T10:00:00Z`, with an optional
/// fraction and `Z` or an offset.
pub(crate) fn looks_like_rfc3339(text: &str) -> bool {
    let matches = |text: &str, form: &str| {
        text.len() == form.len()
            && text.bytes().zip(form.bytes()).all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                b'T' => matches!(byte, b'T' | b't'),
                other => byte == other,
            })
    };
    let Some((moment, rest)) = text.split_at_checked(19) else {
        return false;
    };
    let zone = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
    };
    matches(moment, "0000-00-00T00:00:00")
        && (zone.eq_ignore_ascii_case("z") || matches(zone, "+00:00") || matches(zone, "-00:00"))
}

/// Days since 1970-01-01 as year, month, day: the usual era arithmetic of the Gregorian calendar.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_date_forms_are_those_of_rfc_9110() {
        let moment = 784_111_777.0;
        assert_eq!(http_date(moment, DateForm::Imf), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(
            http_date(moment, DateForm::Rfc850),
            "Sunday, 06-Nov-94 08:49:37 GMT"
        );
        assert_eq!(http_date(moment, DateForm::Asctime), "Sun Nov  6 08:49:37 1994");
    }

    #[test]
    fn timestamps_follow_the_calendar() {
        assert_eq!(rfc3339(0.0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(951_782_400.5), "2000-02-29T00:00:00.500Z");
    }
}
