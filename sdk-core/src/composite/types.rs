//! The messages of the Composite Analytics API.
//!
//! Documented are an event's `name` and `properties`. What else an event can hold is known from
//! the platform's JavaScript SDK; all other shapes are assumed. So any answer can be read: members
//! are optional, one of another type than assumed is kept among those that are not declared, and an
//! answer without members, such as an empty body, holds nothing.

use std::time::Duration;

use uuid::{Builder, Uuid};

use crate::{
    Json, Page, Properties, Request, Violation,
    json::{messages, rfc3339},
    pagination::PageFacts,
    runtime::Runtime,
};

/// Names that begin so are the platform's own.
const RESERVED: &str = "sys_";

messages! {
    MESSAGES, "snake_case";

    /// Something that happened. `name` and `properties` are documented, the rest is assumed.
    struct Event {
        /// What happened, such as `order_placed`. Names that begin with `sys_` are the platform's.
        name: String,
        /// Whose event it is: the id of a user, or an anonymous one. Needed from servers.
        distinct_id: Option<String>,
        /// What there is to say of it.
        properties: Option<Properties>,
        /// Properties of the user's profile to overwrite.
        set("$set"): Option<Properties>,
        /// Properties of the user's profile to set where there are none yet.
        set_once("$set_once"): Option<Properties>,
        /// When it happened (RFC 3339). The time of the call unless given.
        timestamp: Option<String>,
        /// The id that it is counted once by, a UUID. A new one (version 7) unless given.
        sys_uuid: Option<String>,
    }

    /// Events to send together, in this order. The shape is assumed.
    struct SendBatch {
        /// The events, at least one.
        batch: Vec<Event>,
    }

    /// An event as the server tells it. The shape is assumed.
    #[serde(from = "crate::json::Members")]
    struct StoredEvent {
        /// What happened.
        name: Option<String>,
        /// Whose event it is.
        distinct_id: Option<String>,
        /// What there is to say of it.
        properties: Option<Properties>,
        /// When it happened (RFC 3339).
        timestamp: Option<String>,
        /// The id that it is counted once by.
        sys_uuid: Option<String>,
        .. /// What else the server said.
        other
    }

    /// Which events to list. The filters are assumed.
    #[derive(Default)]
    struct ListEvents {
        /// Only events of this user.
        distinct_id: Option<String>,
        /// Only events of this name.
        name: Option<String>,
        /// Only events at this time (RFC 3339) or later.
        from: Option<String>,
        /// Only events before this time (RFC 3339).
        to: Option<String>,
        /// Events on a page, 1 or more.
        limit: Option<u32>,
        /// Where to go on: the `next_cursor` of the page before.
        cursor: Option<String>,
    }

    /// One page of events. The shape is assumed.
    #[serde(from = "crate::json::Members")]
    struct EventPage {
        /// The events of this page.
        data: Vec<StoredEvent>,
        /// Where the next page begins; absent on the last.
        next_cursor: Option<String>,
    }

    /// Who somebody is. It is sent as the event `sys_identify`; its members are assumed.
    #[serde(tag = "name", rename = "sys_identify")]
    struct Identify {
        /// The id that the user is known by from now on.
        distinct_id: String,
        /// The anonymous id that the user had until now.
        anonymous_id: Option<String>,
        /// Properties of the profile to overwrite.
        set("$set"): Option<Properties>,
        /// Properties of the profile to set where there are none yet.
        set_once("$set_once"): Option<Properties>,
        /// When it happened (RFC 3339). The time of the call unless given.
        timestamp: Option<String>,
        /// The id that it is counted once by, a UUID. A new one (version 7) unless given.
        sys_uuid: Option<String>,
    }

    /// A further id of a user. It is sent as the event `sys_alias`; its members are assumed.
    #[serde(tag = "name", rename = "sys_alias")]
    struct Alias {
        /// The id that the user is known by.
        distinct_id: String,
        /// The further id, another than `distinct_id`.
        alias: String,
        /// When it happened (RFC 3339). The time of the call unless given.
        timestamp: Option<String>,
        /// The id that it is counted once by, a UUID. A new one (version 7) unless given.
        sys_uuid: Option<String>,
    }

    /// Whose profile is the caller's own.
    struct Me {
        /// The id that the caller holds. With a public key the server gives no other profile.
        distinct_id: String,
    }

    /// Which users to list. The filters are assumed.
    #[derive(Default)]
    struct ListUsers {
        /// Users on a page, 1 or more.
        limit: Option<u32>,
        /// Where to go on: the `next_cursor` of the page before.
        cursor: Option<String>,
        /// Only users who match.
        search: Option<String>,
    }

    /// One page of users. The shape is assumed.
    #[serde(from = "crate::json::Members")]
    struct UserPage {
        /// The users of this page.
        data: Vec<User>,
        /// Where the next page begins; absent on the last.
        next_cursor: Option<String>,
    }

    /// The profile of a user. The shape is assumed.
    #[serde(from = "crate::json::Members")]
    struct User {
        /// The id.
        distinct_id: Option<String>,
        /// The properties of the profile.
        properties: Option<Properties>,
        /// When the user was first seen (RFC 3339).
        first_seen: Option<String>,
        /// When the user was last seen (RFC 3339).
        last_seen: Option<String>,
        .. /// What else the server said.
        other
    }

    /// The profile that a user gets. The shape is assumed.
    struct Upsert {
        /// The properties of the profile.
        properties: Properties,
    }

    /// A part of a session recording. The shape is assumed.
    struct SendRecording {
        /// The session that was recorded.
        session_id: String,
        /// Whose session it is.
        distinct_id: Option<String>,
        /// What the recorder wrote, in its own form.
        events: Vec<Json>,
        /// When this part was recorded (RFC 3339).
        timestamp: Option<String>,
    }

    /// The project that a key belongs to. The shape is assumed.
    #[serde(from = "crate::json::Members")]
    struct Project {
        /// The id.
        id: Option<String>,
        /// The name.
        name: Option<String>,
        /// The environment of the key, such as `live`.
        environment: Option<String>,
        /// The settings, an object.
        settings: Option<Json>,
        .. /// What else the server said.
        other
    }

    /// An export to start. The shape is assumed.
    struct CreateExport {
        /// What to export, such as `events`.
        kind("type"): String,
        /// From this time on (RFC 3339).
        from: Option<String>,
        /// Until before this time (RFC 3339).
        to: Option<String>,
        /// The form of the result.
        format: Option<String>,
    }

    /// An export that was started. The shape is assumed.
    #[serde(from = "crate::json::Members")]
    struct Export {
        /// The id.
        id: Option<String>,
        /// How far it is.
        status: Option<String>,
        /// Where the result lies. Whoever has the address may be able to read it.
        url: Option<String>,
        .. /// What else the server said.
        other
    }

    /// One page of team members. The shape is assumed.
    #[serde(from = "crate::json::Members")]
    struct TeamMemberPage {
        /// The members of this page.
        data: Vec<TeamMember>,
        /// Where the next page begins; absent on the last.
        next_cursor: Option<String>,
    }

    /// A member of the team, or an invitation to it. The shape is assumed.
    #[serde(from = "crate::json::Members")]
    struct TeamMember {
        /// The id.
        id: Option<String>,
        /// The address.
        email: Option<String>,
        /// What the member may do. The roles are not documented.
        role: Option<String>,
        .. /// What else the server said.
        other
    }

    /// An invitation. The shape is assumed.
    struct InviteTeamMember {
        /// Whom to invite.
        email: String,
        /// What the new member may do. The roles are not documented.
        role: Option<String>,
    }

    /// A change of role. The shape is assumed.
    struct UpdateTeamMember {
        /// What the member may do from now on. The roles are not documented.
        role: String,
    }
}

impl Event {
    /// An event of this name.
    ///
    /// ```
    /// use keybearer::composite::Event;
    /// use serde_json::json;
    ///
    /// let event = Event::new("order_placed")
    ///     .with_distinct_id("user-17")
    ///     .with_properties(json!({ "total": 42.5 }))
    ///     .with_set(json!({ "plan": "pro" }));
    /// ```
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            distinct_id: None,
            properties: None,
            set: None,
            set_once: None,
            timestamp: None,
            sys_uuid: None,
        }
    }

    /// Adds whose event it is.
    #[must_use]
    pub fn with_distinct_id(mut self, id: impl Into<String>) -> Self {
        self.distinct_id = Some(id.into());
        self
    }

    /// Adds what there is to say of it, in the place of what was there.
    #[must_use]
    pub fn with_properties(mut self, properties: impl Into<Properties>) -> Self {
        self.properties = Some(properties.into());
        self
    }
}

impl Identify {
    /// The id that the user is known by from now on.
    pub fn new(distinct_id: impl Into<String>) -> Self {
        Self {
            distinct_id: distinct_id.into(),
            anonymous_id: None,
            set: None,
            set_once: None,
            timestamp: None,
            sys_uuid: None,
        }
    }

    /// Adds the anonymous id that the user had until now.
    #[must_use]
    pub fn with_anonymous_id(mut self, id: impl Into<String>) -> Self {
        self.anonymous_id = Some(id.into());
        self
    }
}

impl Alias {
    /// Links `alias` to the user who is known by `distinct_id`.
    pub fn new(distinct_id: impl Into<String>, alias: impl Into<String>) -> Self {
        Self {
            distinct_id: distinct_id.into(),
            alias: alias.into(),
            timestamp: None,
            sys_uuid: None,
        }
    }
}

/// What travels as an event sets properties of the profile, and can have a time and id of its own.
macro_rules! profile_setters {
    ($($message:ident),*) => {$(
        impl $message {
            /// Adds properties of the profile to overwrite.
            #[must_use]
            pub fn with_set(mut self, properties: impl Into<Properties>) -> Self {
                self.set = Some(properties.into());
                self
            }

            /// Adds properties of the profile to set where there are none yet.
            #[must_use]
            pub fn with_set_once(mut self, properties: impl Into<Properties>) -> Self {
                self.set_once = Some(properties.into());
                self
            }
        }
    )*};
}

profile_setters!(Event, Identify);

macro_rules! stamp_setters {
    ($($message:ident),*) => {$(
        impl $message {
            /// Says when it happened (RFC 3339), if not now.
            #[must_use]
            pub fn with_timestamp(mut self, timestamp: impl Into<String>) -> Self {
                self.timestamp = Some(timestamp.into());
                self
            }

            /// Gives it an id (a UUID), so that sending it again in another call counts once too.
            #[must_use]
            pub fn with_sys_uuid(mut self, id: impl Into<String>) -> Self {
                self.sys_uuid = Some(id.into());
                self
            }
        }
    )*};
}

stamp_setters!(Event, Identify, Alias);

impl From<Vec<Event>> for SendBatch {
    fn from(batch: Vec<Event>) -> Self {
        Self { batch }
    }
}

impl FromIterator<Event> for SendBatch {
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> Self {
        events.into_iter().collect::<Vec<_>>().into()
    }
}

impl Me {
    /// The id that the caller holds.
    pub fn new(distinct_id: impl Into<String>) -> Self {
        Self {
            distinct_id: distinct_id.into(),
        }
    }
}

impl Upsert {
    /// A profile with these properties.
    pub fn new(properties: impl Into<Properties>) -> Self {
        Self {
            properties: properties.into(),
        }
    }
}

impl SendRecording {
    /// What the recorder wrote in a session.
    pub fn new(session_id: impl Into<String>, events: Vec<Json>) -> Self {
        Self {
            session_id: session_id.into(),
            distinct_id: None,
            events,
            timestamp: None,
        }
    }

    /// Adds whose session it is.
    #[must_use]
    pub fn with_distinct_id(mut self, id: impl Into<String>) -> Self {
        self.distinct_id = Some(id.into());
        self
    }

    /// Adds when it was recorded (RFC 3339).
    #[must_use]
    pub fn with_timestamp(mut self, timestamp: impl Into<String>) -> Self {
        self.timestamp = Some(timestamp.into());
        self
    }
}

impl CreateExport {
    /// An export of this kind, such as `events`.
    pub fn new(kind: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            from: None,
            to: None,
            format: None,
        }
    }
}

impl InviteTeamMember {
    /// Invites somebody.
    pub fn new(email: impl Into<String>) -> Self {
        Self {
            email: email.into(),
            role: None,
        }
    }

    /// Adds what the new member may do.
    #[must_use]
    pub fn with_role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }
}

impl UpdateTeamMember {
    /// Gives a member this role.
    pub fn new(role: impl Into<String>) -> Self {
        Self { role: role.into() }
    }
}

/// Refuses a text that says nothing.
fn filled(field: &str, text: &str, found: &mut Vec<Violation>) {
    if text.trim().is_empty() {
        found.push(Violation::new(field, "must not be empty"));
    }
}

/// Refuses properties that cannot be sent, naming them below `field`.
fn sendable(field: &str, properties: Option<&Properties>, found: &mut Vec<Violation>) {
    if let Some(properties) = properties {
        properties.check(field, found);
    }
}

fn moment(field: &str, timestamp: Option<&String>, found: &mut Vec<Violation>) {
    if timestamp.is_some_and(|timestamp| !rfc3339(timestamp)) {
        found.push(Violation::new(
            field,
            "must be a time by RFC 3339, such as 2026-01-31T08:30:00.000Z",
        ));
    }
}

fn uuid(field: &str, id: Option<&String>, found: &mut Vec<Violation>) {
    if id.is_some_and(|id| Uuid::try_parse(id).is_err()) {
        found.push(Violation::new(field, "must be a UUID"));
    }
}

/// A page of no items would never end.
fn limit(limit: Option<u32>, found: &mut Vec<Violation>) {
    if limit == Some(0) {
        found.push(Violation::new("limit", "must be 1 or more"));
    }
}

impl Event {
    /// As [`Request::check`], for the event that stands at `path`: nothing, or `batch[0].`.
    fn check_at(&self, path: &str, found: &mut Vec<Violation>) {
        let at = |field: &str| format!("{path}{field}");
        filled(&at("name"), &self.name, found);
        if self.name.starts_with(RESERVED) {
            found.push(Violation::new(
                at("name"),
                "must not begin with sys_, which marks the platform's own events; use users().identify() \
                 and users().alias()",
            ));
        }
        if let Some(id) = &self.distinct_id {
            filled(&at("distinct_id"), id, found);
        }
        sendable(&at("properties"), self.properties.as_ref(), found);
        sendable(&at("$set"), self.set.as_ref(), found);
        sendable(&at("$set_once"), self.set_once.as_ref(), found);
        moment(&at("timestamp"), self.timestamp.as_ref(), found);
        uuid(&at("sys_uuid"), self.sys_uuid.as_ref(), found);
    }
}

impl Request for Event {
    fn check(&self, found: &mut Vec<Violation>) {
        self.check_at("", found);
    }

    fn prepare(&mut self, runtime: &dyn Runtime) {
        stamp(&mut self.timestamp, &mut self.sys_uuid, runtime);
        drop_empty([&mut self.set, &mut self.set_once]);
    }
}

impl Request for SendBatch {
    fn check(&self, found: &mut Vec<Violation>) {
        if self.batch.is_empty() {
            found.push(Violation::new("batch", "must hold at least one event"));
        }
        for (index, event) in self.batch.iter().enumerate() {
            event.check_at(&format!("batch[{index}]."), found);
        }
    }

    fn prepare(&mut self, runtime: &dyn Runtime) {
        for event in &mut self.batch {
            event.prepare(runtime);
        }
    }
}

impl Request for Identify {
    fn check(&self, found: &mut Vec<Violation>) {
        filled("distinct_id", &self.distinct_id, found);
        if let Some(id) = &self.anonymous_id {
            filled("anonymous_id", id, found);
        }
        sendable("$set", self.set.as_ref(), found);
        sendable("$set_once", self.set_once.as_ref(), found);
        moment("timestamp", self.timestamp.as_ref(), found);
        uuid("sys_uuid", self.sys_uuid.as_ref(), found);
    }

    fn prepare(&mut self, runtime: &dyn Runtime) {
        stamp(&mut self.timestamp, &mut self.sys_uuid, runtime);
        drop_empty([&mut self.set, &mut self.set_once]);
    }
}

impl Request for Alias {
    fn check(&self, found: &mut Vec<Violation>) {
        filled("distinct_id", &self.distinct_id, found);
        filled("alias", &self.alias, found);
        if self.alias == self.distinct_id {
            found.push(Violation::new("alias", "must be another id than distinct_id"));
        }
        moment("timestamp", self.timestamp.as_ref(), found);
        uuid("sys_uuid", self.sys_uuid.as_ref(), found);
    }

    fn prepare(&mut self, runtime: &dyn Runtime) {
        stamp(&mut self.timestamp, &mut self.sys_uuid, runtime);
    }
}

impl Request for Me {
    fn check(&self, found: &mut Vec<Violation>) {
        filled("distinct_id", &self.distinct_id, found);
    }
}

impl Request for Upsert {
    fn check(&self, found: &mut Vec<Violation>) {
        self.properties.check("properties", found);
    }
}

impl Request for SendRecording {
    fn check(&self, found: &mut Vec<Violation>) {
        filled("session_id", &self.session_id, found);
        if let Some(id) = &self.distinct_id {
            filled("distinct_id", id, found);
        }
        moment("timestamp", self.timestamp.as_ref(), found);
    }
}

impl Request for CreateExport {
    fn check(&self, found: &mut Vec<Violation>) {
        filled("type", &self.kind, found);
    }
}

impl Request for InviteTeamMember {
    fn check(&self, found: &mut Vec<Violation>) {
        filled("email", &self.email, found);
    }
}

impl Request for UpdateTeamMember {
    fn check(&self, found: &mut Vec<Violation>) {
        filled("role", &self.role, found);
    }
}

impl Request for ListEvents {
    fn check(&self, found: &mut Vec<Violation>) {
        limit(self.limit, found);
    }
}

impl Request for ListUsers {
    fn check(&self, found: &mut Vec<Violation>) {
        limit(self.limit, found);
    }
}

/// Gives an event the time and id that it keeps through every retry, where it has none.
fn stamp(timestamp: &mut Option<String>, id: &mut Option<String>, runtime: &dyn Runtime) {
    let now = runtime.unix_now();
    timestamp.get_or_insert_with(|| utc(now));
    id.get_or_insert_with(|| {
        let mut random = [0; 10];
        runtime.fill_random(&mut random);
        let millis = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        Builder::from_unix_timestamp_millis(millis, &random)
            .into_uuid()
            .to_string()
    });
}

/// Leaves out profile properties that set nothing. What cannot be sent stays, to be refused.
fn drop_empty(properties: [&mut Option<Properties>; 2]) {
    for slot in properties {
        if slot.as_ref().is_some_and(Properties::is_empty) {
            *slot = None;
        }
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

/// The pages of lists that go on at a cursor.
macro_rules! pages {
    ($($page:ident of $item:ident;)*) => {$(
        impl Page for $page {
            type Item = $item;

            fn into_items(self) -> Vec<$item> {
                self.data
            }

            fn next(&self, _: &dyn Fn(&str) -> Option<String>) -> Option<(&'static str, String)> {
                let facts = PageFacts {
                    next_cursor: self.next_cursor.clone(),
                    ..PageFacts::default()
                };
                facts.next_cursor()
            }
        }
    )*};
}

pages! {
    EventPage of StoredEvent;
    UserPage of User;
    TeamMemberPage of TeamMember;
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

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

    #[test]
    fn identify_is_the_event_of_its_name_and_reads_without_it() {
        let identify: Identify = serde_json::from_value(json!({ "distinct_id": "u" })).unwrap();
        assert_eq!(identify, Identify::new("u"));
        assert_eq!(
            serde_json::to_string(&identify).unwrap(),
            r#"{"name":"sys_identify","distinct_id":"u"}"#
        );
        let fields = MESSAGES.iter().find(|message| message.name == "Identify");
        assert!(fields.unwrap().fields.iter().all(|field| field.name != "name"));
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
