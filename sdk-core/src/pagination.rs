//! Lists as streams: lazy, one page in flight, each page a call of its own.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{
    Call,
    client::Request,
    error::{Error, ErrorCode},
    runtime::{BoxStream, MaybeSend},
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
        let start = Position {
            call: Ok(self),
            seen: HashSet::new(),
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

/// Where a stream of pages stands.
struct Position<P> {
    /// The next call; or why there is none, told once the page before it has been handed out.
    call: Result<Call<P>, Error>,
    /// The tokens asked for so far: a server that sends us round in a circle is caught.
    seen: HashSet<String>,
    /// What the last page looked like: a server that does not look at the number of the page
    /// gives the same one for ever.
    last: Option<u64>,
}

impl<P: Page> Position<P> {
    /// Fetches the page, and finds out where the next one is.
    async fn page(self) -> Result<(P, Option<Self>), Error> {
        let Self { call, mut seen, last } = self;
        let call = call?;
        let mut next_call = call.again();
        let mut hash = DefaultHasher::new();
        let page = call.answered(|body| body.hash(&mut hash)).await?;
        let hash = Some(hash.finish());
        let request = next_call.prepared();
        let next = page.next(&|name| asked_for(request, name));
        let Some((name, value)) = next else {
            return Ok((page, None));
        };
        seen.extend(asked_for(request, name));
        let call = if hash == last {
            return Err(endless(request, "gave the same page again"));
        } else if !seen.insert(value.clone()) {
            Err(endless(request, "led back to a page that was already read"))
        } else if seen.len() > MOST_PAGES {
            Err(endless(request, "gave page after page without end"))
        } else {
            request.query.retain(|(own, _)| own != name);
            request.query.push((name.into(), value));
            Ok(next_call)
        };
        let last = hash;
        Ok((page, Some(Self { call, seen, last })))
    }
}

fn asked_for(request: &Request, name: &str) -> Option<String> {
    let pair = request.query.iter().find(|(own, _)| own == name);
    pair.map(|(_, value)| value.clone())
}

fn endless(request: &Request, what: &str) -> Error {
    Error::new(ErrorCode::Decode, format!("the list {what}"))
        .with_operation(request.operation.platform, &request.operation.name)
        .with_reason("endless_list".to_owned())
}
