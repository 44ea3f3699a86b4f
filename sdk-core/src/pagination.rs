//! Lists as streams: lazy, one page in flight, each page a call of its own.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{
    Call,
    client::Request,
    error::{Error, ErrorCode},
    runtime::{BoxStream, MaybeSend},
};

/// More pages than this are taken for a server that never ends.
const MAX_PAGES: u32 = 100_000;

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
        struct Position<P> {
            call: Call<P>,
            fetched: u32,
        }
        let start = Some(Position {
            call: self,
            fetched: 0,
        });
        let pages = stream::try_unfold(start, |position| async move {
            let Some(Position { call, fetched }) = position else {
                return Ok(None);
            };
            let mut next_call = call.again();
            let page = call.await?;
            let asked = next_call.prepared();
            let next = page.next(&|name| asked_for(asked, name));
            let Some((name, value)) = next else {
                return Ok(Some((page, None)));
            };
            let request = next_call.prepared();
            if asked_for(request, name).as_deref() == Some(value.as_str()) {
                return Err(endless(
                    request,
                    "gave the token of this page as that of the next",
                ));
            }
            if fetched >= MAX_PAGES {
                return Err(endless(request, "gave page after page without end"));
            }
            request.query.retain(|(own, _)| own != name);
            request.query.push((name.into(), value));
            let position = Position {
                call: next_call,
                fetched: fetched + 1,
            };
            Ok(Some((page, Some(position))))
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

fn asked_for(request: &Request, name: &str) -> Option<String> {
    let pair = request.query.iter().find(|(own, _)| own == name);
    pair.map(|(_, value)| value.clone())
}

fn endless(request: &Request, what: &str) -> Error {
    Error::new(ErrorCode::Decode, format!("the list {what}"))
        .with_operation(request.operation.platform, &request.operation.name)
        .with_reason("endless_list".to_owned())
}
