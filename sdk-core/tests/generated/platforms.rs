//! What all generators read: the platforms as they are declared.

use keybearer::{
    composite,
    operation::{Message, OpenEnum, Operation},
    pug, puguh,
};

/// One platform's declarations.
pub(crate) struct Platform {
    /// For people.
    pub(crate) title: &'static str,
    /// In the names of operations.
    pub(crate) name: &'static str,
    /// The name of its client in every language.
    #[allow(dead_code, reason = "for the generators of other languages")]
    pub(crate) client: &'static str,
    pub(crate) operations: &'static [&'static Operation],
    pub(crate) messages: &'static [Message],
    pub(crate) enums: &'static [OpenEnum],
}

pub(crate) static PLATFORMS: &[Platform] = &[
    Platform {
        title: "Pug",
        name: "pug",
        client: "PugClient",
        operations: pug::catalog::ALL,
        messages: pug::MESSAGES,
        enums: pug::ENUMS,
    },
    Platform {
        title: "ARSAKA PUGUH",
        name: "puguh",
        client: "PuguhClient",
        operations: puguh::catalog::ALL,
        messages: puguh::MESSAGES,
        enums: puguh::ENUMS,
    },
    Platform {
        title: "Composite Analytics",
        name: "composite",
        client: "CompositeClient",
        operations: composite::catalog::ALL,
        messages: composite::MESSAGES,
        enums: &[],
    },
];
