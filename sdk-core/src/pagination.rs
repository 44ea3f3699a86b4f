//! Lists as streams: lazy, one page in flight, each page a call of its own.

use std::hash::{DefaultHasher, Hash, Hasher};

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{
    Call, Response,
    client::Request,
    error::{Error, ErrorCode},
    operation::Operation,
    runtime::{BoxStream, MaybeSend},
    text,
};

/// More pages than this are taken for a server that never ends.
const MOST_PAGES: usize = 100_000;

/// An answer that is one page of a list.
pub trait Page: MaybeSend + 'static {
    /// What the list holds.
    type Item: MaybeSend + 'static;

    /// The items of this page.
    fn into_items(self) -> Vec<Self::Item>;

    /// The query parameter that asks for the page after this one, or `None` on the last.
    ///
    /// `query` gives the value that this page was asked for with.
    fn next(&self, query: &dyn Fn(&str) -> Option<String>) -> Option<(&'static str, String)>;
}

impl<P: Page> Call<P> {
    /// The pages of the list, fetched as they are asked for.
    ///
    /// The stream ends after the last page, and after an error.
    ///
    /// ```
    /// # async fn demo(client: keybearer::PuguhClient) -> Result<(), keybearer::Error> {
    /// use futures_util::TryStreamExt;
    /// use keybearer::puguh::ListOrganizations;
    ///
    /// let mut pages = client.organizations().list(ListOrganizations::default()).pages();
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{} of {:?}", page.items.len(), page.total);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn pages(self) -> BoxStream<'static, Result<P, Error>> {
        Box::pin(self.responses().map_ok(|response| response.value))
    }

    /// The pages of the list, each with the [`Metadata`](crate::Metadata) of its answer.
    ///
    /// ```
    /// # async fn demo(client: keybearer::PuguhClient) -> Result<(), keybearer::Error> {
    /// use futures_util::TryStreamExt;
    /// use keybearer::puguh::ListOrganizations;
    ///
    /// let mut pages = client.organizations().list(ListOrganizations::default()).responses();
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{} organizations: {:?}", page.value.items.len(), page.metadata.rate_limit);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn responses(self) -> BoxStream<'static, Result<Response<P>, Error>> {
        let start = Position {
            call: Ok(self),
            walker: Walker::default(),
            last: None,
        };
        let pages = stream::try_unfold(Some(start), |position| async {
            match position {
                Some(position) => position.page().await.map(Some),
                None => Ok(None),
            }
        });
        Box::pin(pages)
    }

    /// The items of the list, page after page.
    ///
    /// ```
    /// # async fn demo(client: keybearer::PuguhClient) -> Result<(), keybearer::Error> {
    /// use futures_util::TryStreamExt;
    /// use keybearer::puguh::ListOrganizations;
    ///
    /// let all: Vec<_> = client
    ///     .organizations()
    ///     .list(ListOrganizations::default())
    ///     .items()
    ///     .try_collect()
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn items(self) -> BoxStream<'static, Result<P::Item, Error>> {
        let items = self
            .pages()
            .map_ok(|page| stream::iter(page.into_items()).map(Ok))
            .try_flatten();
        Box::pin(items)
    }
}

/// What a page tells of where its list goes on.
#[derive(Clone, Debug, Default)]
pub struct PageFacts {
    /// Whether there is nothing on it.
    pub empty: bool,
    /// Whether it says that there is a page after it.
    pub has_next: Option<bool>,
    /// How many items it says there are in all.
    pub total: Option<u64>,
    /// How many items it says are on a page.
    pub page_size: Option<u64>,
    /// Where it says that the next page begins.
    pub next_cursor: Option<String>,
}

impl PageFacts {
    /// The number of the page after this one, in a list whose pages are counted from 1.
    ///
    /// An empty page is the last, whatever it says: no list goes on after a gap. So is one that
    /// lies beyond the total.
    pub fn next_number(&self, query: &dyn Fn(&str) -> Option<String>) -> Option<(&'static str, String)> {
        let asked = |name, unless_given: u32| {
            let asked = query(name).and_then(|number| text::number(&number)?.try_into().ok());
            asked.unwrap_or(unless_given)
        };
        let page = asked("page", 1);
        let size = self.page_size.filter(|size| *size > 0);
        let size = size.unwrap_or_else(|| u64::from(asked("page_size", 20)));
        let before = u64::from(page.saturating_sub(1)) * size;
        let more = !self.empty
            && match (self.has_next, self.total) {
                (_, Some(total)) if total > 0 && before >= total => false,
                (Some(more), _) => more,
                (None, Some(total)) => before + size < total,
                (None, None) => true,
            };
        let next = page.checked_add(1).filter(|_| more)?;
        Some(("page", u64::from(next).to_string()))
    }

    /// The cursor of the page after this one, in a list that goes on at cursors.
    pub fn next_cursor(&self) -> Option<(&'static str, String)> {
        // Some write `false` where there is none, which reads as a text.
        let cursor = self.next_cursor.as_deref();
        let cursor = cursor.filter(|cursor| !matches!(*cursor, "" | "false"));
        cursor.map(|cursor| ("cursor", cursor.to_owned()))
    }
}

/// Goes through a list, and finds out servers that would have it do so for ever.
#[derive(Debug, Default)]
pub struct Walker {
    /// The tokens asked for so far, sorted: a server that sends us round in a circle is caught.
    seen: Vec<String>,
}

/// Where a list goes on after a page.
#[derive(Debug)]
pub enum Next {
    /// Nowhere: that was the last page.
    Nowhere,
    /// With this query parameter in the place of the one of the page before.
    At(&'static str, String),
    /// With an error: the page is the one before it once more.
    Repeated(Error),
    /// With an error, once this page has been handed out.
    Endless(Error),
}

impl Walker {
    /// Whether this token is new.
    fn see(&mut self, token: &str) -> bool {
        match self.seen.binary_search_by(|own| own.as_str().cmp(token)) {
            Ok(_) => false,
            Err(place) => {
                self.seen.insert(place, token.to_owned());
                true
            }
        }
    }

    /// What comes after a page, which was asked for with the parameter `asked` and, if `same`, is
    /// the page before it once more: a server that does not look at the number of the page gives
    /// the same one for ever.
    pub fn next(
        &mut self,
        operation: &Operation,
        next: Option<(&'static str, String)>,
        asked: &dyn Fn(&str) -> Option<String>,
        same: bool,
    ) -> Next {
        let Some((name, value)) = next else {
            return Next::Nowhere;
        };
        if let Some(asked) = asked(name) {
            self.see(&asked);
        }
        if same {
            Next::Repeated(endless(operation, "gave the same page again"))
        } else if !self.see(&value) {
            Next::Endless(endless(operation, "led back to a page that was already read"))
        } else if self.seen.len() > MOST_PAGES {
            Next::Endless(endless(operation, "gave page after page without end"))
        } else {
            Next::At(name, value)
        }
    }
}

/// Where a stream of pages stands.
struct Position<P> {
    /// The next call; or why there is none, told once the page before it has been handed out.
    call: Result<Call<P>, Error>,
    walker: Walker,
    /// What the last page looked like.
    last: Option<u64>,
}

impl<P: Page> Position<P> {
    /// Fetches the page, and finds out where the next one is.
    async fn page(self) -> Result<(Response<P>, Option<Self>), Error> {
        let Self {
            call,
            mut walker,
            last,
        } = self;
        let call = call?;
        let mut next_call = call.again();
        let mut hash = DefaultHasher::new();
        let page = call.answered(|body| body.hash(&mut hash)).await?;
        let hash = Some(hash.finish());
        let request = next_call.request();
        let asked = |name: &str| asked_for(request, name);
        let next = walker.next(request.operation, page.value.next(&asked), &asked, hash == last);
        let call = match next {
            Next::Nowhere => return Ok((page, None)),
            Next::Repeated(error) => return Err(error),
            Next::Endless(error) => Err(error),
            Next::At(name, value) => {
                request.query.retain(|(own, _)| own != name);
                request.query.push((name.to_owned(), value));
                Ok(next_call)
            }
        };
        let last = hash;
        Ok((page, Some(Self { call, walker, last })))
    }
}

fn asked_for(request: &Request, name: &str) -> Option<String> {
    let pair = request.query.iter().find(|(own, _)| own == name);
    pair.map(|(_, value)| value.clone())
}

fn endless(operation: &Operation, what: &str) -> Error {
    Error::new(ErrorCode::Decode, format!("the list {what}"))
        .with_operation(operation.platform, &operation.name)
        .because("endless_list")
}
