//! `keybearer-size <platform> <message>`: calls every operation of a platform, one after the
//! other. Nobody runs it; what matters is that the linker cannot leave any of them out.

use std::process::ExitCode;

macro_rules! reach {
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
        mod $platform {
            #[allow(unused_imports)]
            use keybearer::Json;
            #[allow(clippy::wildcard_imports)]
            use keybearer::{$client, $platform::*};

            pub(crate) async fn every_operation(text: &str) -> Result<(), Box<dyn std::error::Error>> {
                let client = $client::from_env()?;
                $($(
                    client
                        .$service()
                        .$name($(stringify!($parameter),)* $(serde_json::from_str::<$request>(text)?)?)
                        .await?;
                )*)*
                Ok(())
            }
        }
    };
}

keybearer::pug_operations!(reach);
keybearer::puguh_operations!(reach);
keybearer::composite_operations!(reach);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let platform = arguments.next().unwrap_or_default();
    let text = arguments.next().unwrap_or_default();
    let result = match platform.as_str() {
        "pug" => pug::every_operation(&text).await,
        "puguh" => puguh::every_operation(&text).await,
        _ => composite::every_operation(&text).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
