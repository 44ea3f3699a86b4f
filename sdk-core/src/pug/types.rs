//! The messages of the Pug API: what is documented of them, and room for what is not.

use serde::Serialize;

use crate::{
    Extra, Json, JsonMap, Properties, Secret,
    json::{messages, open_enums, requests},
    time::Duration,
};

/// The most events that [`BatchCreate`] takes in one call.
///
/// The platform enforces a maximum too but does not document its number, so this is a cap of our
/// own. [`PugClient::call`](super::PugClient::call) knows none.
pub const MAX_EVENTS: usize = 1000;

open_enums! {
    ENUMS;

    /// What a member may do in an organization. Only `ROLE_MEMBER` is shown by the platform; the
    /// other texts are inferred.
    enum OrgRole {
        /// Settings, invitations, everything (inferred).
        Admin = "ROLE_ADMIN",
        /// Analytics and API keys (shown).
        Member = "ROLE_MEMBER",
        /// Reads (inferred).
        Viewer = "ROLE_VIEWER",
    }

    /// What an API key is for (documented).
    enum ApiKeyType {
        /// Writes only; safe in browsers and apps.
        Sdk = "API_KEY_TYPE_SDK",
        /// Reads; for trusted servers only.
        Shared = "API_KEY_TYPE_SHARED",
    }

    /// The width of a bucket of time. Its edges follow the time zone of the project.
    enum Granularity {
        /// An hour.
        Hour = "GRANULARITY_HOUR",
        /// A day.
        Day = "GRANULARITY_DAY",
        /// A week.
        Week = "GRANULARITY_WEEK",
    }

    /// What is counted in a bucket.
    enum Aggregation {
        /// The events.
        Count = "AGGREGATION_COUNT",
        /// The people behind them.
        UniqueUsers = "AGGREGATION_UNIQUE_USERS",
        /// The sum of a property.
        Sum = "AGGREGATION_SUM",
        /// The average of a property.
        Average = "AGGREGATION_AVERAGE",
    }

    /// How a filter compares. Only equality is shown by the platform; others go in as `Other`.
    enum Operator {
        /// The same value.
        Equals = "OPERATOR_EQUALS",
    }

    /// What a tile shows.
    enum TileType {
        /// The answer to a query.
        Insight = "TILE_TYPE_INSIGHT",
        /// Text.
        Markdown = "TILE_TYPE_MARKDOWN",
    }

    /// How an insight is drawn. Only lines are shown by the platform; others go in as `Other`.
    enum Visualization {
        /// A line.
        Line = "VISUALIZATION_LINE",
    }
}

messages! {
    MESSAGES, "camelCase";

    /// Events to send, together (documented).
    #[derive(Default)]
    struct BatchCreate {
        /// The events: at least one, at most [`MAX_EVENTS`].
        events: Vec<Event> [Items(1, MAX_EVENTS)],
    }

    /// Something that happened (documented).
    #[derive(Default)]
    struct Event {
        /// What happened, such as `order_paid`. Any text; well-known names have typed properties.
        name: String [NotEmpty],
        /// What is known of it. Values are text, numbers or booleans.
        properties: Option<Properties> [Scalars],
        /// When it happened (RFC 3339). Left out, it is when the server receives it.
        timestamp: Option<String> [Moment],
        /// The session that it belongs to.
        session_id: Option<String>,
        .. /// What else a server takes, such as an id of the event or of the person.
        extra
    }

    /// What became of a batch (documented).
    struct BatchCreated {
        /// How many events were stored; `None` if the server does not say.
        events_created: Option<u64> = "crate::json::number",
        .. /// What else the server said.
        other
    }

    /// Traits of a person (documented).
    struct Identify {
        /// The person's id in the application.
        external_id: String [NotEmpty],
        /// What is known of the person. Merged into the profile.
        traits: Option<Properties>,
    }

    /// The profile that was found or created (documented).
    struct Identified {
        /// The id of the profile.
        profile_id: Option<String>,
        .. /// What else the server said.
        other
    }

    /// Two ids of one person (documented).
    struct Alias {
        /// The id that was in use before.
        previous_id: String [NotEmpty],
        /// The id from now on.
        external_id: String [NotEmpty],
    }

    /// Which profile to read (shown).
    struct GetProfile {
        /// The person's id in the application.
        external_id: String [NotEmpty],
    }

    /// One profile (shown).
    struct ProfileAnswer {
        /// The profile.
        profile: Profile,
        .. /// What else the server said.
        other
    }

    /// What is known of a person (shown).
    struct Profile {
        /// The id of the profile.
        id: Option<String>,
        /// The person's id in the application.
        external_id: Option<String>,
        /// The traits that `identify` gave.
        traits: JsonMap = "crate::json::or_default",
        /// When the person was first seen (RFC 3339).
        first_seen: Option<String> [Moment],
        /// When the person was last seen (RFC 3339).
        last_seen: Option<String> [Moment],
        /// How many events there are of the person.
        event_count: Option<u64> = "crate::json::number",
        .. /// What else the server said.
        other
    }

    /// Which profiles to list (shown).
    #[derive(Default)]
    struct ListProfiles {
        /// Only profiles that match this text.
        query: Option<String>,
        /// At most so many profiles.
        limit: Option<u32>,
        /// How many to skip.
        offset: Option<u32>,
    }

    /// Some profiles (shown).
    struct ProfileList {
        /// The profiles.
        profiles: Vec<Profile> = "crate::json::or_default",
        /// How many match in all.
        total: Option<u64> = "crate::json::number",
        .. /// What else the server said.
        other
    }

    /// A question (shown).
    struct Query {
        /// What is asked.
        query: InsightsQuery,
    }

    /// What is asked about events (shown). One event is a trend; several, with a conversion
    /// window, are a funnel.
    #[derive(Default)]
    struct InsightsQuery {
        /// The events that are looked at: at least one.
        events: Vec<QueryEvent> [Items(1, usize::MAX)] = "crate::json::or_default",
        /// The time that is looked at.
        time_range: Option<TimeRange>,
        /// The width of a bucket.
        granularity: Option<Granularity>,
        /// What is counted.
        aggregation: Option<Aggregation>,
        /// The property to add up or average. Needed for a sum and an average.
        aggregation_property: Option<String> [NeededWith("aggregation", &["AGGREGATION_SUM", "AGGREGATION_AVERAGE"])],
        /// The property to split by.
        breakdown: Option<Breakdown>,
        /// What all events must match.
        filters: Option<Vec<Filter>>,
        /// How long a person may take through a funnel: seconds with an `s`, such as `604800s`.
        conversion_window: Option<String> [Duration],
        .. /// What else a server takes.
        extra
    }

    /// An event that a query looks at (shown).
    #[derive(Default)]
    struct QueryEvent {
        /// The name of the event.
        name: String [NotEmpty],
        /// What this event must match.
        filters: Option<Vec<Filter>>,
        .. /// What else a server takes.
        extra
    }

    /// From when to when (shown).
    #[derive(Default)]
    struct TimeRange {
        /// The start (RFC 3339).
        start: Option<String> [Moment],
        /// The end (RFC 3339).
        end: Option<String> [Moment],
        .. /// What else a server takes.
        extra
    }

    /// A property to split an answer by (shown).
    #[derive(Default)]
    struct Breakdown {
        /// The property, such as `$geo.country`.
        property: String,
        .. /// What else a server takes.
        extra
    }

    /// What a property must be (shown).
    struct Filter {
        /// The property.
        property: String,
        /// How it is compared.
        operator: Operator,
        /// What it is compared with.
        value: Json = "crate::json::or_default",
        .. /// What else a server takes.
        extra
    }

    /// The answer to a query. Only `series` is shown by the platform; funnels and all else are in
    /// `other`.
    #[derive(Default)]
    struct InsightsResult {
        /// The points of a trend, in order.
        series: Vec<Point> = "crate::json::or_default",
        .. /// What else the server said.
        other
    }

    /// A point of a trend (shown).
    #[derive(Default)]
    struct Point {
        /// The start of the bucket (RFC 3339).
        timestamp: Option<String> [Moment],
        /// What was counted in it.
        value: Option<f64> = "crate::json::number",
        .. /// What else the server said, such as the value of a breakdown.
        other
    }

    /// An invitation (shown).
    struct InviteMember {
        /// Whom to invite.
        email: String [NotEmpty],
        /// What the new member may do.
        role: OrgRole,
        .. /// What else a server takes, such as the organization.
        extra
    }

    /// A new project (shown).
    struct CreateProject {
        /// The name.
        name: String [NotEmpty],
        /// The time zone, such as `Europe/Berlin`.
        timezone: Option<String>,
    }

    /// One project (shown).
    struct ProjectAnswer {
        /// The project.
        project: Project,
        .. /// What else the server said.
        other
    }

    /// A project. Only its id is shown by the platform.
    struct Project {
        /// The id.
        id: String,
        /// The name (inferred).
        name: Option<String>,
        /// The time zone, such as `Europe/Berlin` (inferred).
        timezone: Option<String>,
        .. /// What else the server said.
        other
    }

    /// A new API key (shown).
    struct CreateApiKey {
        /// What it is for.
        kind("type"): ApiKeyType,
        /// The name, for people.
        name: String [NotEmpty],
        /// The project, if it is not the client's own.
        project_id: Option<String>,
    }

    /// One API key (shown).
    struct ApiKeyAnswer {
        /// The key.
        api_key: ApiKey,
        .. /// What else the server said.
        other
    }

    /// An API key (shown).
    struct ApiKey {
        /// The id.
        id: String,
        /// The key itself: in the answer to its creation, and never again.
        key: Option<Secret>,
        /// What it is for.
        kind("type"): Option<ApiKeyType>,
        /// When it was created (RFC 3339).
        created_at: Option<String> [Moment],
        .. /// What else the server said.
        other
    }

    /// Dashboards (shown).
    struct DashboardList {
        /// The dashboards, without their tiles.
        dashboards: Vec<Dashboard> = "crate::json::or_default",
        .. /// What else the server said.
        other
    }

    /// One dashboard (shown).
    struct DashboardAnswer {
        /// The dashboard.
        dashboard: Dashboard,
        .. /// What else the server said.
        other
    }

    /// A dashboard (shown).
    struct Dashboard {
        /// The id.
        id: String,
        /// The name.
        name: Option<String>,
        /// The tiles; `None` where the answer does not tell, as in a list.
        tiles: Option<Vec<Tile>>,
        /// When it was created (RFC 3339).
        created_at: Option<String> [Moment],
        /// When it was last changed (RFC 3339).
        updated_at: Option<String> [Moment],
        .. /// What else the server said.
        other
    }

    /// Which dashboard to read (shown).
    struct GetDashboard {
        /// The id.
        id: String [NotEmpty],
    }

    /// A new dashboard (shown).
    struct CreateDashboard {
        /// The name.
        name: String [NotEmpty],
    }

    /// The tiles that a dashboard is to have (shown).
    struct UpsertDashboard {
        /// The id of the dashboard.
        dashboard_id: String [NotEmpty],
        /// All of its tiles. One that it has and that is not among these is deleted.
        tiles: Vec<Tile> [AsRead],
    }

    /// A tile of a dashboard (shown). What is read can be written back whole: members that are not
    /// declared are kept.
    #[derive(Default)]
    struct Tile {
        /// The id. Left out, the tile is a new one.
        id: Option<String>,
        /// What it shows.
        kind("type"): Option<TileType>,
        /// Where it stands.
        position: Option<Position>,
        /// The insight, on a tile of that type.
        insight: Option<Insight>,
        /// The text, on a tile of that type.
        markdown: Option<Markdown>,
        .. /// What else a server takes.
        extra
    }

    /// Where a tile stands, in units of the dashboard's grid (shown).
    #[derive(Default)]
    struct Position {
        /// Columns from the left.
        x: u32 = "crate::json::or_default",
        /// Rows from the top.
        y: u32 = "crate::json::or_default",
        /// Columns wide.
        w: u32 = "crate::json::or_default",
        /// Rows high.
        h: u32 = "crate::json::or_default",
        .. /// What else a server takes.
        extra
    }

    /// The insight on a tile (shown).
    #[derive(Default)]
    struct Insight {
        /// What is asked.
        query: InsightsQuery = "crate::json::or_default",
        /// How the answer is drawn.
        visualization: Option<Visualization>,
        .. /// What else a server takes.
        extra
    }

    /// The text on a tile (shown).
    #[derive(Default)]
    struct Markdown {
        /// The text, in Markdown.
        content: String = "crate::json::or_default",
        .. /// What else a server takes.
        extra
    }
}

impl BatchCreate {
    /// These events.
    pub fn new(events: impl IntoIterator<Item = Event>) -> Self {
        Self {
            events: events.into_iter().collect(),
        }
    }
}

impl From<Vec<Event>> for BatchCreate {
    fn from(events: Vec<Event>) -> Self {
        Self { events }
    }
}

impl From<Event> for BatchCreate {
    fn from(event: Event) -> Self {
        Self::new([event])
    }
}

impl Event {
    /// An event of this name.
    ///
    /// ```
    /// use keybearer::pug::Event;
    ///
    /// let event = Event::new("order_paid")
    ///     .with_property("total", 12.5)
    ///     .with_property("plan", "pro")
    ///     .with_timestamp("2026-06-01T10:00:00Z")
    ///     .with_session_id("s-1");
    /// ```
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Adds one property: text, a number or a boolean.
    #[must_use]
    pub fn with_property(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let properties = self.properties.take().unwrap_or_default();
        self.properties = Some(properties.with(name, value));
        self
    }

    /// Sets all properties at once.
    #[must_use]
    pub fn with_properties(mut self, properties: impl Into<Properties>) -> Self {
        self.properties = Some(properties.into());
        self
    }

    /// Says when it happened (RFC 3339).
    #[must_use]
    pub fn with_timestamp(mut self, timestamp: impl Into<String>) -> Self {
        self.timestamp = Some(timestamp.into());
        self
    }

    /// Names the session that it belongs to.
    #[must_use]
    pub fn with_session_id(mut self, id: impl Into<String>) -> Self {
        self.session_id = Some(id.into());
        self
    }

    /// Adds a member that is not declared, such as an id where a server takes one. What JSON cannot
    /// express is refused when it is sent.
    #[must_use]
    pub fn with_extra(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        self.extra.add(name, value);
        self
    }
}

impl Identify {
    /// This person.
    pub fn new(external_id: impl Into<String>) -> Self {
        Self {
            external_id: external_id.into(),
            traits: None,
        }
    }

    /// Adds one trait.
    #[must_use]
    pub fn with_trait(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let traits = self.traits.take().unwrap_or_default();
        self.traits = Some(traits.with(name, value));
        self
    }

    /// Sets all traits at once.
    #[must_use]
    pub fn with_traits(mut self, traits: impl Into<Properties>) -> Self {
        self.traits = Some(traits.into());
        self
    }
}

impl Alias {
    /// `external_id` is who was known as `previous_id`.
    pub fn new(previous_id: impl Into<String>, external_id: impl Into<String>) -> Self {
        Self {
            previous_id: previous_id.into(),
            external_id: external_id.into(),
        }
    }
}

impl GetProfile {
    /// The profile of this person.
    pub fn new(external_id: impl Into<String>) -> Self {
        Self {
            external_id: external_id.into(),
        }
    }
}

impl From<InsightsQuery> for Query {
    fn from(query: InsightsQuery) -> Self {
        Self { query }
    }
}

impl InsightsQuery {
    /// A question about this event. Further events make it a funnel.
    ///
    /// ```
    /// use keybearer::pug::{Aggregation, Granularity, InsightsQuery};
    ///
    /// let revenue = InsightsQuery::new("order_paid")
    ///     .with_time_range("2026-06-01T00:00:00Z", "2026-06-08T00:00:00Z")
    ///     .with_granularity(Granularity::Day)
    ///     .with_aggregation_of(Aggregation::Sum, "total");
    /// ```
    pub fn new(event: impl Into<QueryEvent>) -> Self {
        Self {
            events: vec![event.into()],
            ..Self::default()
        }
    }

    /// Adds the next step of a funnel.
    #[must_use]
    pub fn with_event(mut self, event: impl Into<QueryEvent>) -> Self {
        self.events.push(event.into());
        self
    }

    /// Sets the time that is looked at (RFC 3339).
    #[must_use]
    pub fn with_time_range(mut self, start: impl Into<String>, end: impl Into<String>) -> Self {
        self.time_range = Some(TimeRange {
            start: Some(start.into()),
            end: Some(end.into()),
            extra: Extra::default(),
        });
        self
    }

    /// Sets the width of a bucket.
    #[must_use]
    pub fn with_granularity(mut self, granularity: Granularity) -> Self {
        self.granularity = Some(granularity);
        self
    }

    /// Sets what is counted.
    #[must_use]
    pub fn with_aggregation(mut self, aggregation: Aggregation) -> Self {
        self.aggregation = Some(aggregation);
        self
    }

    /// Sets what is counted, and of which property.
    #[must_use]
    pub fn with_aggregation_of(mut self, aggregation: Aggregation, property: impl Into<String>) -> Self {
        self.aggregation = Some(aggregation);
        self.aggregation_property = Some(property.into());
        self
    }

    /// Splits the answer by a property.
    #[must_use]
    pub fn with_breakdown(mut self, property: impl Into<String>) -> Self {
        self.breakdown = Some(Breakdown {
            property: property.into(),
            extra: Extra::default(),
        });
        self
    }

    /// Adds what all events must match.
    #[must_use]
    pub fn with_filter(mut self, filter: Filter) -> Self {
        self.filters.get_or_insert_default().push(filter);
        self
    }

    /// Sets how long a person may take through a funnel.
    #[must_use]
    pub fn with_conversion_window(mut self, window: Duration) -> Self {
        self.conversion_window = Some(duration_text(window));
        self
    }
}

impl QueryEvent {
    /// Events of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Adds what this event must match.
    #[must_use]
    pub fn with_filter(mut self, filter: Filter) -> Self {
        self.filters.get_or_insert_default().push(filter);
        self
    }
}

impl From<&str> for QueryEvent {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for QueryEvent {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

impl Filter {
    /// A property that must compare like this.
    ///
    /// A value that JSON cannot express, such as NaN, is remembered: the call that would send it
    /// is refused.
    pub fn new(property: impl Into<String>, operator: Operator, value: impl Serialize) -> Self {
        let mut extra = Extra::default();
        extra.add("value", value);
        Self {
            property: property.into(),
            operator,
            value: extra.remove("value").unwrap_or_default(),
            extra,
        }
    }

    /// A property that must have this value.
    pub fn equals(property: impl Into<String>, value: impl Serialize) -> Self {
        Self::new(property, Operator::Equals, value)
    }
}

impl InviteMember {
    /// Invites somebody in a role.
    pub fn new(email: impl Into<String>, role: OrgRole) -> Self {
        Self {
            email: email.into(),
            role,
            extra: Extra::default(),
        }
    }

    /// Adds a member that is not declared, such as the organization. What JSON cannot express is
    /// refused when it is sent.
    #[must_use]
    pub fn with_extra(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        self.extra.add(name, value);
        self
    }
}

impl CreateProject {
    /// A project of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            timezone: None,
        }
    }

    /// Sets the time zone, such as `Europe/Berlin`.
    #[must_use]
    pub fn with_timezone(mut self, timezone: impl Into<String>) -> Self {
        self.timezone = Some(timezone.into());
        self
    }
}

impl CreateApiKey {
    /// A key of this type and name, in the client's project.
    pub fn new(kind: ApiKeyType, name: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            project_id: None,
        }
    }

    /// Names another project.
    #[must_use]
    pub fn with_project_id(mut self, id: impl Into<String>) -> Self {
        self.project_id = Some(id.into());
        self
    }
}

impl GetDashboard {
    /// This dashboard.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl CreateDashboard {
    /// A dashboard of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

impl UpsertDashboard {
    /// The dashboard, and all tiles that it is to have.
    pub fn new(dashboard_id: impl Into<String>, tiles: impl IntoIterator<Item = Tile>) -> Self {
        Self {
            dashboard_id: dashboard_id.into(),
            tiles: tiles.into_iter().collect(),
        }
    }
}

impl Tile {
    /// A new tile with the answer to a query.
    pub fn insight(position: Position, query: InsightsQuery, visualization: Visualization) -> Self {
        Self {
            kind: Some(TileType::Insight),
            position: Some(position),
            insight: Some(Insight {
                query,
                visualization: Some(visualization),
                extra: Extra::default(),
            }),
            ..Self::default()
        }
    }

    /// A new tile with text.
    pub fn markdown(position: Position, content: impl Into<String>) -> Self {
        Self {
            kind: Some(TileType::Markdown),
            position: Some(position),
            markdown: Some(Markdown {
                content: content.into(),
                extra: Extra::default(),
            }),
            ..Self::default()
        }
    }

    /// Names the tile: an existing one then stays, changed.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl Position {
    /// A place and a size, in units of the grid.
    pub fn new(x: u32, y: u32, w: u32, h: u32) -> Self {
        Self {
            x,
            y,
            w,
            h,
            extra: Extra::default(),
        }
    }
}

/// A duration as protobuf's JSON writes it: `604800s`, `1.5s`.
fn duration_text(duration: Duration) -> String {
    let whole = duration.as_secs();
    match duration.subsec_nanos() {
        0 => format!("{whole}s"),
        nanos => {
            let fraction = format!("{nanos:09}");
            format!("{whole}.{}s", fraction.trim_end_matches('0'))
        }
    }
}

requests! {
    BatchCreate Identify Alias GetProfile ListProfiles Query InviteMember CreateProject CreateApiKey
    GetDashboard CreateDashboard UpsertDashboard
}
