//! The answers that are lists, as the text of their JSON.
//!
//! The rest of the library is compiled to be small, and costs next to nothing at run time: a call is one
//! question and one short answer. To read and write a list of many items is most of what its call
//! computes. It has a crate of its own because that is what a profile can compile for speed.

use keybearer::{Error, composite, erased::rewritten, puguh};

/// A list that is read and written here.
pub trait List {
    /// The text of its JSON.
    ///
    /// # Errors
    ///
    /// `decode`, if it cannot be read.
    fn rewritten(body: &[u8]) -> Result<String, Error>;
}

macro_rules! lists {
    ($($list:ty),* $(,)?) => {$(
        impl List for $list {
            fn rewritten(body: &[u8]) -> Result<String, Error> {
                rewritten::<Self>(body)
            }
        }
    )*};
}

lists!(
    composite::EventPage,
    composite::UserPage,
    puguh::MemberPage,
    puguh::OrganizationPage,
    puguh::UserPage,
);
