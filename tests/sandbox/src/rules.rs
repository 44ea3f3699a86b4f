//! Rules: what is to happen to the requests that match.

use std::collections::BTreeMap;
use std::time::Duration;

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::faults::Fault;
use crate::http::{Answer, Call};
use crate::template;

/// One rule: which requests it takes, when, and what happens to them.
///
/// Build one in Rust from [`Rule::respond`], [`Rule::fault`] or [`Rule::pass`]; as JSON it has the
/// same members. The first rule that matches a request wins.
///
/// ```
/// use keybearer_sandbox::Rule;
///
/// let limited = Rule::respond(429).header("retry-after", "2").path("/api/v1/*").times(1);
/// # let _ = limited;
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Which requests; an absent member matches all.
    #[serde(rename = "match", default)]
    pub matcher: Match,
    /// Let this many matching requests by first.
    #[serde(default)]
    pub skip: u64,
    /// How many matching requests to take after that; `None` is for ever.
    #[serde(default = "once")]
    pub times: Option<u64>,
    /// Wait this long, after the request was read and before anything else happens.
    #[serde(default)]
    pub delay_ms: u64,
    /// Answer this instead of the real answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond: Option<Respond>,
    /// Break the exchange this way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// Let the API do its work before a scripted answer or a fault hides the outcome: the case
    /// "processed, but the client never learnt it".
    #[serde(default)]
    pub process: bool,
    /// Set these headers on whatever answer goes out.
    #[serde(default, skip_serializing_if = "Headers::is_empty")]
    pub add_headers: Headers,
    /// Take these headers off whatever answer goes out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove_headers: Vec<String>,
}

#[allow(clippy::unnecessary_wraps, reason = "the shape that serde's default wants")]
fn once() -> Option<u64> {
    Some(1)
}

/// Which requests a rule takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Match {
    /// The method, in capitals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path, without query; a `*` at the end matches any rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Text that the raw query contains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Headers and their exact values.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub header: BTreeMap<String, String>,
    /// Text that the body contains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

impl Match {
    fn takes(&self, call: &Call) -> bool {
        let path = self
            .path
            .as_deref()
            .is_none_or(|path| match path.strip_suffix('*') {
                Some(start) => call.path.starts_with(start),
                None => call.path == path,
            });
        // A preflight is the browser's, not the application's: only a rule that asks for it.
        let method = match &self.method {
            Some(method) => call.method.as_str() == method,
            None => call.method != Method::OPTIONS,
        };
        path && method
            && self.query.as_deref().is_none_or(|text| call.query.contains(text))
            && self.header.iter().all(|(name, value)| {
                call.headers
                    .get_all(name.as_str())
                    .iter()
                    .any(|found| found == value.as_str())
            })
            && self
                .body
                .as_deref()
                .is_none_or(|text| String::from_utf8_lossy(&call.body).contains(text))
    }
}

/// A scripted answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Respond {
    /// The status; 200 when left out.
    #[serde(default = "ok")]
    pub status: u16,
    /// The headers.
    #[serde(default, skip_serializing_if = "Headers::is_empty")]
    pub headers: Headers,
    /// A JSON body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// A text body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

fn ok() -> u16 {
    200
}

/// Headers as written: an object, or a list of pairs where a name repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "headers are an object of texts or a list of [name, value] pairs"
)]
pub enum Headers {
    /// `{"retry-after":"1"}`
    Object(BTreeMap<String, String>),
    /// `[["set-cookie","a=1"],["set-cookie","b=2"]]`
    Pairs(Vec<(String, String)>),
}

impl Default for Headers {
    fn default() -> Self {
        Self::Pairs(Vec::new())
    }
}

impl Headers {
    fn is_empty(&self) -> bool {
        self.pairs().is_empty()
    }

    fn pairs(&self) -> Vec<(&str, &str)> {
        match self {
            Self::Object(map) => map.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect(),
            Self::Pairs(list) => list.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect(),
        }
    }

    fn push(&mut self, name: &str, value: &str) {
        let mut pairs: Vec<_> = self
            .pairs()
            .into_iter()
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect();
        pairs.push((name.to_owned(), value.to_owned()));
        *self = Self::Pairs(pairs);
    }

    /// The headers with their templates in place.
    fn expand(&self, now: f64) -> Result<HeaderMap, String> {
        let mut map = HeaderMap::new();
        for (name, value) in self.pairs() {
            let name = header_name(name)?;
            let value = template::expand(value, now)?;
            let value = HeaderValue::from_str(&value)
                .map_err(|_| format!("{value:?} cannot be the value of a header"))?;
            map.append(name, value);
        }
        Ok(map)
    }
}

fn header_name(name: &str) -> Result<HeaderName, String> {
    HeaderName::try_from(name).map_err(|_| format!("{name:?} is not a header name"))
}

impl Respond {
    /// The answer, with templates evaluated at `now`.
    pub(crate) fn answer(&self, now: f64) -> Result<Answer, String> {
        let status = StatusCode::from_u16(self.status)
            .ok()
            .filter(|status| !status.is_informational())
            .ok_or_else(|| format!("{} is not a status to answer with", self.status))?;
        let mut answer = match (&self.json, &self.text) {
            (Some(_), Some(_)) => return Err("give a json or a text body, not both".to_owned()),
            (Some(json), None) => Answer::json(status, json),
            (None, Some(text)) => Answer::text(status, text.clone()),
            (None, None) => Answer::empty(status),
        };
        put(&mut answer.headers, self.headers.expand(now)?);
        Ok(answer)
    }
}

/// Replaces in `headers` every name that `new` has, keeping repeated values of `new`.
fn put(headers: &mut HeaderMap, new: HeaderMap) {
    let mut last = None;
    for (name, value) in new {
        match (name, &last) {
            (Some(name), _) => {
                headers.insert(name.clone(), value);
                last = Some(name);
            }
            (None, Some(name)) => {
                headers.append(name.clone(), value);
            }
            (None, None) => {}
        }
    }
}

impl Default for Rule {
    fn default() -> Self {
        Self::pass()
    }
}

impl Rule {
    /// A rule that answers with this status, once, to any request.
    #[must_use]
    pub fn respond(status: u16) -> Self {
        let respond = Respond {
            status,
            headers: Headers::default(),
            json: None,
            text: None,
        };
        Self {
            respond: Some(respond),
            ..Self::pass()
        }
    }

    /// A rule that breaks one exchange.
    #[must_use]
    pub fn fault(fault: Fault) -> Self {
        Self {
            fault: Some(fault),
            ..Self::pass()
        }
    }

    /// A rule that lets the real answer through, for a delay or a change of headers.
    #[must_use]
    pub fn pass() -> Self {
        Self {
            matcher: Match::default(),
            skip: 0,
            times: once(),
            delay_ms: 0,
            respond: None,
            fault: None,
            process: false,
            add_headers: Headers::default(),
            remove_headers: Vec::new(),
        }
    }

    /// Only this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.matcher.method = Some(method.to_owned());
        self
    }

    /// Only this path; a `*` at the end matches any rest.
    #[must_use]
    pub fn path(mut self, path: &str) -> Self {
        self.matcher.path = Some(path.to_owned());
        self
    }

    /// Only bodies that contain this text.
    #[must_use]
    pub fn body_contains(mut self, text: &str) -> Self {
        self.matcher.body = Some(text.to_owned());
        self
    }

    /// Only requests with this header and value.
    #[must_use]
    pub fn when_header(mut self, name: &str, value: &str) -> Self {
        self.matcher.header.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Let this many matching requests by first.
    #[must_use]
    pub fn skip(mut self, requests: u64) -> Self {
        self.skip = requests;
        self
    }

    /// Take this many matching requests.
    #[must_use]
    pub fn times(mut self, requests: u64) -> Self {
        self.times = Some(requests);
        self
    }

    /// Take every matching request from now on.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }

    /// Wait first.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// Let the API do its work before the scripted answer or fault.
    #[must_use]
    pub fn after_processing(mut self) -> Self {
        self.process = true;
        self
    }

    /// A header of the answer, which may hold a template such as `{now+2s:http_date}`.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match &mut self.respond {
            Some(respond) => respond.headers.push(name, value),
            None => self.add_headers.push(name, value),
        }
        self
    }

    /// Takes a header off the answer.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.remove_headers.push(name.to_owned());
        self
    }

    /// A JSON body for the scripted answer.
    #[must_use]
    pub fn json(mut self, json: Value) -> Self {
        if let Some(respond) = &mut self.respond {
            respond.json = Some(json);
        }
        self
    }

    /// A text body for the scripted answer.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        if let Some(respond) = &mut self.respond {
            respond.text = Some(text.to_owned());
        }
        self
    }

    /// What is wrong with the rule, if anything.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.respond.is_some() && self.fault.is_some() {
            return Err("a rule has respond or fault, not both".to_owned());
        }
        if self.fault == Some(Fault::CloseBeforeRead) && self.matcher != Match::default() {
            return Err("close_before_read acts before the request is read: leave match out".into());
        }
        if let Some(respond) = &self.respond {
            respond.answer(0.0)?;
        }
        self.add_headers.expand(0.0)?;
        for name in self.remove_headers.iter().chain(self.matcher.header.keys()) {
            header_name(name)?;
        }
        Ok(())
    }

    /// Applies `add_headers` and `remove_headers`.
    pub(crate) fn edit_headers(&self, headers: &mut HeaderMap, now: f64) {
        for name in &self.remove_headers {
            headers.remove(name.as_str());
        }
        if let Ok(added) = self.add_headers.expand(now) {
            put(headers, added);
        }
    }
}

/// The rules in force, with what is left of each.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    active: Vec<Active>,
}

#[derive(Debug)]
struct Active {
    rule: Rule,
    seen: u64,
}

/// A rule as `GET /_sandbox/rules` shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Listed<'a> {
    #[serde(flatten)]
    rule: &'a Rule,
    /// Matching requests so far, those let by included.
    seen: u64,
    /// How many it will still take; `null` is for ever.
    remaining: Option<u64>,
}

impl Active {
    fn list(&self) -> Listed<'_> {
        let taken = self.seen.saturating_sub(self.rule.skip);
        let remaining = self.rule.times.map(|times| times.saturating_sub(taken));
        Listed {
            rule: &self.rule,
            seen: self.seen,
            remaining,
        }
    }

    /// Counts a match and tells whether the rule takes it.
    fn take(&mut self) -> bool {
        let taken = self.seen.checked_sub(self.rule.skip);
        let spent = taken
            .zip(self.rule.times)
            .is_some_and(|(taken, times)| taken >= times);
        if spent {
            return false;
        }
        self.seen += 1;
        taken.is_some()
    }
}

impl Rules {
    /// Appends rules; when one of them is wrong, none is added.
    pub(crate) fn add(&mut self, rules: Vec<Rule>) -> Result<(), String> {
        for (index, rule) in rules.iter().enumerate() {
            rule.check()
                .map_err(|message| format!("rules[{index}]: {message}"))?;
        }
        self.active
            .extend(rules.into_iter().map(|rule| Active { rule, seen: 0 }));
        Ok(())
    }

    pub(crate) fn clear(&mut self) {
        self.active.clear();
    }

    pub(crate) fn list(&self) -> Vec<Listed<'_>> {
        self.active.iter().map(Active::list).collect()
    }

    /// Whether some rule acts on connections rather than requests.
    pub(crate) fn has_connection_faults(&self) -> bool {
        self.active
            .iter()
            .any(|active| active.rule.fault == Some(Fault::CloseBeforeRead))
    }

    /// Whether some rule is about preflights, which are otherwise left alone.
    pub(crate) fn asks_for_preflights(&self) -> bool {
        self.active
            .iter()
            .any(|active| active.rule.matcher.method.as_deref() == Some("OPTIONS"))
    }

    /// The first rule that takes this request.
    pub(crate) fn take(&mut self, call: &Call) -> Option<Rule> {
        self.active
            .iter_mut()
            .filter(|active| active.rule.fault != Some(Fault::CloseBeforeRead))
            .find_map(|active| {
                (active.rule.matcher.takes(call) && active.take()).then(|| active.rule.clone())
            })
    }

    /// Whether a connection that has just sent its first bytes is to be reset.
    pub(crate) fn takes_connection(&mut self) -> bool {
        self.active
            .iter_mut()
            .filter(|active| active.rule.fault == Some(Fault::CloseBeforeRead))
            .any(Active::take)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::json;

    use super::*;

    fn call(method: Method, path: &str) -> Call {
        Call {
            method,
            path: path.to_owned(),
            query: "page=2".to_owned(),
            headers: HeaderMap::new(),
            body: Bytes::from_static(b"hello"),
        }
    }

    #[test]
    fn skip_lets_requests_by_and_times_ends_the_rule() {
        let mut rules = Rules::default();
        rules.add(vec![Rule::respond(503).skip(1).times(2)]).unwrap();
        let taken: Vec<_> = (0..5)
            .map(|_| rules.take(&call(Method::GET, "/")).is_some())
            .collect();
        assert_eq!(taken, [false, true, true, false, false]);
    }

    #[test]
    fn every_member_of_match_has_to_agree() {
        let rule: Rule = serde_json::from_value(json!({
            "match": {"method": "GET", "path": "/a/*", "query": "page=2", "body": "ell"},
            "respond": {"status": 500},
        }))
        .unwrap();
        assert!(rule.matcher.takes(&call(Method::GET, "/a/b")));
        assert!(!rule.matcher.takes(&call(Method::POST, "/a/b")));
        assert!(!rule.matcher.takes(&call(Method::GET, "/b")));
    }

    #[test]
    fn unknown_members_are_refused_by_name() {
        let error = serde_json::from_value::<Rule>(json!({"respnd": {}})).unwrap_err();
        assert!(error.to_string().contains("respnd"), "{error}");
    }

    #[test]
    fn headers_may_repeat() {
        let respond: Respond = serde_json::from_value(json!({
            "status": 200, "headers": [["x", "1"], ["x", "2"]],
        }))
        .unwrap();
        assert_eq!(
            respond.answer(0.0).unwrap().headers.get_all("x").iter().count(),
            2
        );
    }
}
