//! What is checked and completed before a request is sent, by the rules of its declaration.

use std::fmt;

use uuid::{Builder, Uuid};

use super::{Extra, Json, JsonMap, Properties, kind, rfc3339};
use crate::{
    Secret,
    error::Violation,
    operation::{Case, Field, Reader, Rule},
    runtime::Runtime,
    time::Duration,
};

/// A value that keeps to the rules of the field that holds it.
pub(crate) trait Checked {
    /// Adds what would certainly be refused.
    fn check_at(&self, at: &At<'_>, found: &mut Vec<Violation>) {
        let _ = (at, found);
    }

    /// Fills in what is decided once and sent unchanged by every retry.
    fn fill(&mut self, rules: &[Rule], fill: &Fill<'_>) {
        let _ = (rules, fill);
    }

    /// The value that the rules put in the place of none.
    fn made_by(rules: &[Rule], fill: &Fill<'_>) -> Option<Self>
    where
        Self: Sized,
    {
        let _ = (rules, fill);
        None
    }

    /// The text, if it is one.
    fn text(&self) -> Option<&str> {
        None
    }

    /// The text of the field of this name, if it has one.
    fn text_of(&self, field: &str) -> Option<&str> {
        let _ = field;
        None
    }

    /// Whether it says nothing.
    fn is_void(&self) -> bool {
        false
    }
}

/// A place in a message: what it is called, and the rules that hold there.
pub(crate) struct At<'a> {
    place: Place<'a>,
    rules: &'a [Rule],
    /// The message that the place is in.
    message: Option<&'a dyn Checked>,
}

enum Place<'a> {
    Root,
    Field(&'a At<'a>, &'a str),
    Item(&'a At<'a>, usize),
}

impl At<'static> {
    pub(crate) const ROOT: Self = Self {
        place: Place::Root,
        rules: &[],
        message: None,
    };
}

impl<'a> At<'a> {
    pub(crate) fn field(&'a self, field: &'static Field, message: &'a dyn Checked) -> At<'a> {
        let name = if field.wire.is_empty() {
            field.name
        } else {
            field.wire
        };
        At {
            place: Place::Field(self, name),
            rules: self.as_read().unwrap_or(field.rules),
            message: Some(message),
        }
    }

    fn item(&'a self, index: usize) -> At<'a> {
        At {
            place: Place::Item(self, index),
            rules: self.as_read().unwrap_or_default(),
            message: None,
        }
    }

    /// The rules of all that is below what was read and is written back.
    fn as_read(&self) -> Option<&'static [Rule]> {
        self.rules.contains(&Rule::AsRead).then_some(&[Rule::AsRead])
    }

    /// The text of the field of this name beside it.
    fn sibling(&self, field: &str) -> Option<&'a str> {
        self.message?.text_of(field)
    }

    fn refuse(&self, found: &mut Vec<Violation>, problem: impl Into<String>) {
        found.push(Violation::new(self.to_string(), problem));
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Root => Ok(()),
            Place::Field(
                At {
                    place: Place::Root, ..
                },
                name,
            ) => f.write_str(name),
            Place::Field(outer, name) => write!(f, "{outer}.{name}"),
            Place::Item(outer, index) => write!(f, "{outer}[{index}]"),
        }
    }
}

/// What is filled in: the same time for all of a message.
pub(crate) struct Fill<'a> {
    runtime: &'a dyn Runtime,
    now: Duration,
}

impl<'a> Fill<'a> {
    pub(crate) fn new(runtime: &'a dyn Runtime) -> Self {
        Self {
            runtime,
            now: runtime.unix_now(),
        }
    }

    fn id(&self) -> String {
        let mut random = [0; 10];
        self.runtime.fill_random(&mut random);
        let millis = u64::try_from(self.now.as_millis()).unwrap_or(u64::MAX);
        let id = Builder::from_unix_timestamp_millis(millis, &random);
        id.into_uuid().to_string()
    }
}

impl Checked for String {
    fn check_at(&self, at: &At<'_>, found: &mut Vec<Violation>) {
        for rule in at.rules {
            match rule {
                Rule::NotEmpty if self.trim().is_empty() => at.refuse(found, "must not be empty"),
                Rule::Moment if !rfc3339(self) => {
                    at.refuse(found, "must be RFC 3339, such as 2026-06-01T10:00:00Z");
                }
                Rule::Uuid if Uuid::try_parse(self).is_err() => at.refuse(found, "must be a UUID"),
                Rule::Duration if !is_duration(self) => {
                    at.refuse(found, "must be seconds with an s at the end, such as 604800s");
                }
                Rule::NotPrefix(prefix, advice) if self.starts_with(prefix) => {
                    at.refuse(found, format!("must not begin with {prefix}: {advice}"));
                }
                Rule::Differs(other) if at.sibling(other) == Some(self) => {
                    at.refuse(found, format!("must differ from {other}"));
                }
                _ => {}
            }
        }
    }

    fn made_by(rules: &[Rule], fill: &Fill<'_>) -> Option<Self> {
        rules.iter().find_map(|rule| match rule {
            Rule::FilledWithNow => Some(utc(fill.now)),
            Rule::FilledWithId => Some(fill.id()),
            _ => None,
        })
    }

    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Checked for Secret {
    fn check_at(&self, at: &At<'_>, found: &mut Vec<Violation>) {
        if at.rules.contains(&Rule::NotEmpty) && self.expose().trim().is_empty() {
            at.refuse(found, "must not be empty");
        }
    }
}

impl Checked for u32 {
    fn check_at(&self, at: &At<'_>, found: &mut Vec<Violation>) {
        for rule in at.rules {
            match rule {
                Rule::Range(from, to) if !(from..=to).contains(&self) => {
                    at.refuse(found, format!("must be from {from} to {to}"));
                }
                Rule::Min(from) if self < from => at.refuse(found, format!("must be {from} or more")),
                _ => {}
            }
        }
    }
}

impl Checked for u64 {}
impl Checked for f64 {}
impl Checked for bool {}
impl Checked for Json {}
impl Checked for JsonMap {}

impl Checked for Properties {
    fn check_at(&self, at: &At<'_>, found: &mut Vec<Violation>) {
        if !self.problems().is_empty() {
            self.check(&at.to_string(), found);
        }
        if at.rules.contains(&Rule::Scalars) {
            for (name, value) in self.as_map() {
                if !(value.is_string() || value.is_number() || value.is_boolean()) {
                    let problem = format!("must be text, a number or a boolean, not {}", kind(value));
                    found.push(Violation::new(format!("{at}.{name}"), problem));
                }
            }
        }
    }

    fn is_void(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Checked> Checked for Option<T> {
    fn check_at(&self, at: &At<'_>, found: &mut Vec<Violation>) {
        if let Some(value) = self {
            value.check_at(at, found);
        }
        for rule in at.rules {
            if let Rule::NeededWith(other, texts) = rule
                && let Some(held) = at.sibling(other).filter(|held| texts.contains(held))
                && self.text().is_none_or(|text| text.trim().is_empty())
            {
                at.refuse(found, format!("is needed for {held}"));
            }
        }
    }

    fn fill(&mut self, rules: &[Rule], fill: &Fill<'_>) {
        match self {
            Some(value) if value.is_void() && rules.contains(&Rule::DroppedWhenEmpty) => *self = None,
            Some(value) => value.fill(rules, fill),
            None => *self = T::made_by(rules, fill),
        }
    }

    fn text(&self) -> Option<&str> {
        self.as_ref()?.text()
    }
}

impl<T: Checked> Checked for Vec<T> {
    fn check_at(&self, at: &At<'_>, found: &mut Vec<Violation>) {
        let count = self.len();
        for rule in at.rules {
            if let Rule::Items(least, most) = rule {
                if count < *least {
                    at.refuse(found, "must not be empty");
                } else if count > *most {
                    // Its items are not looked at: they have to be put together anew anyway.
                    let problem =
                        format!("must be at most {most} in one call, not {count}: send them in parts");
                    return at.refuse(found, problem);
                }
            }
        }
        for (index, item) in self.iter().enumerate() {
            item.check_at(&at.item(index), found);
        }
    }

    fn fill(&mut self, rules: &[Rule], fill: &Fill<'_>) {
        for item in self {
            item.fill(rules, fill);
        }
    }
}

impl Extra {
    /// Refuses a member that cannot be sent, or would be there twice.
    pub(crate) fn check_undeclared(
        &self,
        at: &At<'_>,
        declared: &[Field],
        case: &str,
        found: &mut Vec<Violation>,
    ) {
        self.check(&at.to_string(), found);
        for name in self.keys() {
            let is_declared = declared.iter().any(|field| match field.wire {
                "" if case == "camelCase" => is_camel_case_of(name, field.name),
                "" => field.name == name,
                wire => wire == name,
            });
            if is_declared {
                let dot = if matches!(at.place, Place::Root) { "" } else { "." };
                found.push(Violation::new(
                    format!("{at}{dot}{name}"),
                    "has a field of its own and cannot be an extra one",
                ));
            }
        }
    }
}

/// `pageSize` of `page_size`.
fn is_camel_case_of(camel: &str, snake: &str) -> bool {
    let mut camel = camel.chars();
    let mut snake = snake.chars();
    while let Some(expected) = snake.next() {
        let expected = match expected {
            '_' => snake.next().map(|next| next.to_ascii_uppercase()),
            letter => Some(letter),
        };
        if camel.next() != expected {
            return false;
        }
    }
    camel.next().is_none()
}

/// For the tables: how names are written, from the words of serde.
pub(crate) const fn case(serde: &str) -> Case {
    match serde.as_bytes() {
        b"camelCase" => Case::Camel,
        _ => Case::Snake,
    }
}

/// For the tables: how a field is read, from the path of the function that does it.
pub(crate) const fn reader(path: &str) -> Reader {
    match path.as_bytes() {
        b"" => Reader::Strict,
        b"crate::json::loose" => Reader::Loose,
        b"crate::json::number" => Reader::Number,
        b"crate::json::or_default" => Reader::OrDefault,
        b"crate::json::text" => Reader::Text,
        _ => panic!("this reader has no name in the tables"),
    }
}

fn is_duration(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(seconds) = text.strip_suffix('s') else {
        return false;
    };
    match seconds.split_once('.') {
        None => digits(seconds),
        Some((whole, fraction)) => digits(whole) && digits(fraction) && fraction.len() <= 9,
    }
}

/// A moment since the Unix epoch in UTC, by RFC 3339 with milliseconds.
fn utc(since_epoch: Duration) -> String {
    const DAY: u64 = 86_400;
    let (days, second) = (since_epoch.as_secs() / DAY, since_epoch.as_secs() % DAY);
    // Years are counted from March, so that the leap day is the last, and in eras of 400 years,
    // which all have as many days: https://howardhinnant.github.io/date_algorithms.html#civil_from_days
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = 400 * era + year_of_era + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        second / 3600,
        second / 60 % 60,
        second % 60,
        since_epoch.subsec_millis()
    )
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        Request,
        composite::{self, SendBatch},
        pug::{self, Aggregation, InsightsQuery, Query, QueryEvent, Tile, UpsertDashboard},
        puguh::ListOrganizations,
        testing::VirtualRuntime,
    };

    fn refusals(request: &impl Request) -> Vec<String> {
        let mut found = Vec::new();
        request.check(&mut found);
        found
            .iter()
            .map(|violation| format!("{}: {}", violation.field, violation.message))
            .collect()
    }

    #[test]
    fn what_breaks_a_rule_is_named_with_its_path() {
        let list = ListOrganizations {
            page: Some(0),
            page_size: Some(101),
            ..ListOrganizations::default()
        };
        assert_eq!(
            refusals(&list),
            ["page: must be 1 or more", "page_size: must be from 1 to 100"]
        );
        let batch = SendBatch {
            batch: vec![
                composite::Event::new("fine"),
                composite::Event::new("sys_click")
                    .with_sys_uuid("7")
                    .with_timestamp("noon"),
            ],
        };
        assert_eq!(
            refusals(&batch),
            [
                "batch[1].name: must not begin with sys_: it marks the platform's own events; use \
                 users().identify() and users().alias()",
                "batch[1].timestamp: must be RFC 3339, such as 2026-06-01T10:00:00Z",
                "batch[1].sys_uuid: must be a UUID",
            ]
        );
        assert_eq!(
            refusals(&composite::Alias::new("a", "a")),
            ["alias: must differ from distinct_id"]
        );
    }

    #[test]
    fn a_field_can_be_needed_because_of_what_another_holds() {
        let average = |property: Option<&str>| Query {
            query: InsightsQuery {
                aggregation_property: property.map(str::to_owned),
                ..InsightsQuery::new("paid").with_aggregation(Aggregation::Average)
            },
        };
        for missing in [None, Some(" ")] {
            assert_eq!(
                refusals(&average(missing)),
                ["query.aggregation_property: is needed for AGGREGATION_AVERAGE"]
            );
        }
        assert!(refusals(&average(Some("total"))).is_empty());
        let count = Query::from(InsightsQuery::new("paid").with_aggregation(Aggregation::Count));
        assert!(refusals(&count).is_empty());
    }

    #[test]
    fn of_what_was_read_only_what_cannot_be_sent_is_refused() {
        let mut query = InsightsQuery::new(QueryEvent::new(""));
        let place = pug::Position::new(0, 0, 1, 1);
        let tile = |query| Tile::insight(place.clone(), query, pug::Visualization::Line);
        assert!(refusals(&UpsertDashboard::new("d", [tile(query.clone())])).is_empty());
        query = query.with_filter(pug::Filter::equals("total", f64::NAN));
        assert_eq!(
            refusals(&UpsertDashboard::new("d", [tile(query)])),
            ["tiles[0].insight.query.filters[0].value: is NaN, which JSON cannot express"]
        );
    }

    #[test]
    fn what_is_filled_in_is_filled_in_once() {
        let runtime = VirtualRuntime::drawing(0.5);
        let mut event = composite::Event::new("paid").with_set(Properties::new());
        event.prepare(&runtime);
        let first = event.clone();
        event.prepare(&runtime);
        assert_eq!(event, first);
        assert!(refusals(&event).is_empty());
        assert!(first.timestamp.is_some() && first.sys_uuid.is_some() && first.set.is_none());
    }

    #[test]
    fn names_on_the_wire_are_found_again() {
        for (camel, snake) in [("pageSize", "page_size"), ("id", "id"), ("aB", "a_b"), ("", "")] {
            assert!(is_camel_case_of(camel, snake), "{camel}");
        }
        for (camel, snake) in [
            ("page_size", "page_size"),
            ("pageSizes", "page_size"),
            ("page", "page_size"),
        ] {
            assert!(!is_camel_case_of(camel, snake), "{camel}");
        }
    }

    #[test]
    fn known_moments_are_written_in_utc_with_milliseconds() {
        for (seconds, millis, text) in [
            (0, 0, "1970-01-01T00:00:00.000Z"),
            (951_782_399, 999, "2000-02-28T23:59:59.999Z"),
            (951_782_400, 1, "2000-02-29T00:00:00.001Z"),
            (1_709_251_199, 50, "2024-02-29T23:59:59.050Z"),
            (4_107_542_400, 0, "2100-03-01T00:00:00.000Z"),
            (253_402_300_799, 999, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(utc(Duration::new(seconds, millis * 1_000_000)), text);
        }
    }

    proptest! {
        #[test]
        fn every_moment_is_the_one_that_http_dates_name(second in 0..253_402_300_800_u64, milli in 0..1000_u32) {
            let text = utc(Duration::new(second, milli * 1_000_000));
            prop_assert!(rfc3339(&text), "{}", text);
            // Sun, 06 Nov 1994 08:49:37 GMT
            let http = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(second));
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let month = months.iter().position(|month| *month == &http[8..11]).unwrap() + 1;
            let expected = format!(
                "{}-{month:02}-{}T{}.{milli:03}Z",
                &http[12..16],
                &http[5..7],
                &http[17..25]
            );
            prop_assert_eq!(text, expected);
        }
    }
}
