//! The macros that turn declarations of operations into code.
//!
//! A platform declares its operations as the body of a macro that takes the name of another
//! macro, so that each surface makes its own code of the same list:
//!
//! ```text
//! puguh_operations!(emit_services);   // this crate: typed methods
//! ```
//!
//! The grammar of one operation is
//!
//! ```text
//! /// What it does.
//! name(path_parameter, …; Request) -> Response = METHOD "path", ACCESS, Class, [flags];
//! ```
//!
//! where the flags are `root` (named without its service; comes first), `assumed`, `form` (the
//! body is a form, not JSON), `ends_session` (a success ends the session here too) and `scope "…"`.

/// Makes the table of operations: one static for each, and `ALL`.
macro_rules! emit_catalog {
    (
        platform $platform:ident $protocol:ident $client:ident;
        $(
            $(#[doc = $service_doc:literal])*
            service $service:ident $handle:ident {
                $(
                    $(#[doc = $doc:literal])*
                    $name:ident ( $($parameter:ident),* $(; $request:ident)? ) -> $response:ident
                        = $method:ident $path:literal, $access:ident, $class:ident
                        $(, $flag:ident $($value:literal)?)*;
                )*
            }
        )*
    ) => {
        /// The operations of this platform, by service.
        #[allow(non_upper_case_globals)]
        pub mod catalog {
            #[allow(unused_imports)]
            use super::*;
            use ::{http::Method, std::borrow::Cow};
            #[allow(unused_imports)]
            use $crate::operation::{Class, Operation, Protocol};

            $(
                $(#[doc = $service_doc])*
                pub mod $service {
                    #[allow(unused_imports)]
                    use super::*;

                    $(
                        $(#[doc = $doc])*
                        pub static $name: Operation = Operation {
                            platform: stringify!($platform),
                            name: Cow::Borrowed($crate::emit::name!(
                                $platform $service $name: $($flag),*
                            )),
                            method: Method::$method,
                            path: Cow::Borrowed($path),
                            access: $access,
                            scope: $crate::emit::scope!($($flag $($value)?),*),
                            class: Class::$class,
                            protocol: Protocol::$protocol,
                            form: $crate::emit::has!(form: $($flag),*),
                            ends_session: $crate::emit::has!(ends_session: $($flag),*),
                            assumed: $crate::emit::has!(assumed: $($flag),*),
                            request: $crate::emit::documented(concat!($(stringify!($request))?)),
                            response: $crate::emit::answer(stringify!($response)),
                            parameters: &[$(stringify!($parameter)),*],
                            doc: $crate::emit::documented(concat!($($doc, "\n"),*)),
                        };
                    )*
                }
            )*

            /// Every operation, in the order of declaration.
            pub static ALL: &[&Operation] = &[$($( &$service::$name, )*)*];

            /// The same, for those who know no operation by its name.
            pub(crate) static PACKED: $crate::operation::Packed = $crate::operation::Packed::new(
                concat!($($(
                    $crate::emit::name!($platform $service $name: $($flag),*), $path, "\n",
                )*)*),
                || {
                    Box::new(const { [$($( Operation {
                        name: Cow::Borrowed(""),
                        method: Method::$method,
                        path: Cow::Borrowed(""),
                        // No call asks for these.
                        response: "",
                        assumed: false,
                        ..$service::$name
                    }, )*)*] })
                },
            );
        }
    };
}

/// The full name of an operation; one at the root has no service in it.
macro_rules! name {
    ($platform:ident $service:ident $name:ident: root $(, $($rest:tt)*)?) => {
        concat!(stringify!($platform), ".", stringify!($name))
    };
    ($platform:ident $service:ident $name:ident: $($flag:ident),*) => {
        concat!(
            stringify!($platform),
            ".",
            stringify!($service),
            ".",
            stringify!($name)
        )
    };
}

/// The scope among the flags of an operation.
macro_rules! scope {
    () => { None };
    (scope $scope:literal $(, $($rest:tt)*)?) => { Some($scope) };
    ($flag:ident $(, $($rest:tt)*)?) => { $crate::emit::scope!($($($rest)*)?) };
}

/// Whether a flag is among those of an operation.
macro_rules! has {
    ($wanted:ident:) => { false };
    (assumed: assumed $(, $($rest:tt)*)?) => { true };
    (form: form $(, $($rest:tt)*)?) => { true };
    (ends_session: ends_session $(, $($rest:tt)*)?) => { true };
    ($wanted:ident: $flag:ident $(, $($rest:tt)*)?) => { $crate::emit::has!($wanted: $($($rest)*)?) };
}

/// Makes the typed methods of this crate: a handle for each service, a method for each operation.
macro_rules! emit_services {
    (
        platform $platform:ident $protocol:ident $client:ident;
        $(
            $(#[doc = $service_doc:literal])*
            service $service:ident $handle:ident {
                $(
                    $(#[doc = $doc:literal])*
                    $name:ident ( $($parameter:ident),* $(; $request:ident)? ) -> $response:ident
                        = $method:ident $path:literal, $access:ident, $class:ident
                        $(, $flag:ident $($value:literal)?)*;
                )*
            }
        )*
    ) => {
        impl $client {
            $(
                $(#[doc = $service_doc])*
                pub fn $service(&self) -> $handle {
                    $handle { core: ::std::sync::Arc::clone(&self.core) }
                }
            )*
        }

        $(
            $(#[doc = $service_doc])*
            #[derive(Clone)]
            pub struct $handle {
                pub(crate) core: ::std::sync::Arc<$crate::client::Core>,
            }

            impl ::std::fmt::Debug for $handle {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str(stringify!($handle))
                }
            }

            impl $handle {
                $(
                    $(#[doc = $doc])*
                    #[doc = $crate::emit::notes!($access $class $(, $flag)*)]
                    pub fn $name(
                        &self,
                        $($parameter: impl AsRef<str>,)*
                        $(request: $request,)?
                    ) -> $crate::Call<$response> {
                        $crate::Call::new(
                            &self.core,
                            &catalog::$service::$name,
                            &[$($parameter.as_ref()),*],
                            $crate::emit::request!($(request as $request)?),
                        )
                    }
                )*
            }
        )*
    };
}

/// The request of a method, or none.
macro_rules! request {
    () => {
        None::<$crate::Json>
    };
    ($request:ident as $kind:ident) => {
        Some($request)
    };
}

/// What the documentation of a method adds to its own words.
macro_rules! notes {
    ($access:ident $class:ident $(, $flag:ident)*) => {
        concat!(
            "\n\nCalled by: `", stringify!($access), "`. Retried as: `", stringify!($class), "`.",
            $( $crate::emit::note!($flag), )*
        )
    };
}

macro_rules! note {
    (assumed) => {
        " **Assumed**: the platform documents no path or shape for it; see `override_path`, \
         [`Call::body`](crate::Call::body) and [`Call::json`](crate::Call::json)."
    };
    ($other:ident) => {
        ""
    };
}

/// What an operation answers, where it is of use: calls tell these two from all others.
pub(crate) const fn answer(response: &'static str) -> &'static str {
    match response.as_bytes() {
        b"Empty" | b"Json" => response,
        _ => documented(response),
    }
}

/// A doc comment, where it is of use.
pub(crate) const fn documented(doc: &'static str) -> &'static str {
    if crate::runtime::DOCUMENTED { doc } else { "" }
}

pub(crate) use {emit_catalog, emit_services, has, name, note, notes, request, scope};
