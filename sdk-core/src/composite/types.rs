//! The messages of the Composite Analytics API.
//!
//! Documented are an event's `name` and `properties`. What else an event can hold is known from
//! the platform's JavaScript SDK; all other shapes are assumed. So any answer can be read: members
//! are optional, one of another type than assumed is kept among those that are not declared, and an
//! answer without members, such as an empty body, holds nothing.

use crate::{
    Json, Page, Properties,
    json::{messages, requests},
    pagination::PageFacts,
};

messages! {
    MESSAGES, "snake_case";

    /// Something that happened. `name` and `properties` are documented, the rest is assumed.
    struct Event {
        /// What happened, such as `order_placed`. Names that begin with `sys_` are the platform's.
        name: String [NotEmpty, NotPrefix("sys_", "it marks the platform's own events; use users().identify() and users().alias()")],
        /// Whose event it is: the id of a user, or an anonymous one. Needed from servers.
        distinct_id: Option<String> [NotEmpty],
        /// What there is to say of it.
        properties: Option<Properties>,
        /// Properties of the user's profile to overwrite.
        set("$set"): Option<Properties> [DroppedWhenEmpty],
        /// Properties of the user's profile to set where there are none yet.
        set_once("$set_once"): Option<Properties> [DroppedWhenEmpty],
        /// When it happened (RFC 3339). The time of the call unless given.
        timestamp: Option<String> [Moment, FilledWithNow],
        /// The id that it is counted once by, a UUID. A new one (version 7) unless given.
        sys_uuid: Option<String> [Uuid, FilledWithId],
    }

    /// Events to send together, in this order. The shape is assumed.
    struct SendBatch {
        /// The events, at least one.
        batch: Vec<Event> [Items(1, usize::MAX)],
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
        timestamp: Option<String> [Moment],
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
        from: Option<String> [Moment],
        /// Only events before this time (RFC 3339).
        to: Option<String> [Moment],
        /// Events on a page, 1 or more.
        limit: Option<u32> [Min(1)],
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
        distinct_id: String [NotEmpty],
        /// The anonymous id that the user had until now.
        anonymous_id: Option<String> [NotEmpty],
        /// Properties of the profile to overwrite.
        set("$set"): Option<Properties> [DroppedWhenEmpty],
        /// Properties of the profile to set where there are none yet.
        set_once("$set_once"): Option<Properties> [DroppedWhenEmpty],
        /// When it happened (RFC 3339). The time of the call unless given.
        timestamp: Option<String> [Moment, FilledWithNow],
        /// The id that it is counted once by, a UUID. A new one (version 7) unless given.
        sys_uuid: Option<String> [Uuid, FilledWithId],
    }

    /// A further id of a user. It is sent as the event `sys_alias`; its members are assumed.
    #[serde(tag = "name", rename = "sys_alias")]
    struct Alias {
        /// The id that the user is known by.
        distinct_id: String [NotEmpty],
        /// The further id, another than `distinct_id`.
        alias: String [NotEmpty, Differs("distinct_id")],
        /// When it happened (RFC 3339). The time of the call unless given.
        timestamp: Option<String> [Moment, FilledWithNow],
        /// The id that it is counted once by, a UUID. A new one (version 7) unless given.
        sys_uuid: Option<String> [Uuid, FilledWithId],
    }

    /// Whose profile is the caller's own.
    struct Me {
        /// The id that the caller holds. With a public key the server gives no other profile.
        distinct_id: String [NotEmpty],
    }

    /// Which users to list. The filters are assumed.
    #[derive(Default)]
    struct ListUsers {
        /// Users on a page, 1 or more.
        limit: Option<u32> [Min(1)],
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
        first_seen: Option<String> [Moment],
        /// When the user was last seen (RFC 3339).
        last_seen: Option<String> [Moment],
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
        session_id: String [NotEmpty],
        /// Whose session it is.
        distinct_id: Option<String> [NotEmpty],
        /// What the recorder wrote, in its own form.
        events: Vec<Json>,
        /// When this part was recorded (RFC 3339).
        timestamp: Option<String> [Moment],
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
        kind("type"): String [NotEmpty],
        /// From this time on (RFC 3339).
        from: Option<String> [Moment],
        /// Until before this time (RFC 3339).
        to: Option<String> [Moment],
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
        email: String [NotEmpty],
        /// What the new member may do. The roles are not documented.
        role: Option<String>,
    }

    /// A change of role. The shape is assumed.
    struct UpdateTeamMember {
        /// What the member may do from now on. The roles are not documented.
        role: String [NotEmpty],
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

requests! {
    Event SendBatch Identify Alias Me Upsert SendRecording CreateExport InviteTeamMember UpdateTeamMember
    ListEvents ListUsers
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
    use serde_json::json;

    use super::*;

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
}
