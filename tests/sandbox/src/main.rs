//! `keybearer-sandbox`: the sandbox as a program.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use keybearer_sandbox::{Info, Sandbox};

const HELP: &str = "\
A loopback server that plays the Pug, PUGUH and Composite APIs, with faults on demand.

Usage: keybearer-sandbox [--port N] [--quiet | --json]

  --port N   listen on this port (default: 8787; 0 for any free one)
  --quiet    print the address and nothing else
  --json     print one line of JSON with the address, keys and tokens (for test runners)
  --help     print this

Open the printed address in a browser to watch requests arrive. Ctrl-C stops it.
";

const DEFAULT_PORT: u16 = 8787;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Print {
    Everything,
    Address,
    Json,
}

struct Options {
    port: Option<u16>,
    print: Print,
}

/// The options, or `None` when only help was asked for.
fn options(arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options {
        port: None,
        print: Print::Everything,
    };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--quiet" => options.print = Print::Address,
            "--json" => options.print = Print::Json,
            "--port" => {
                let port = arguments.next().and_then(|text| text.parse().ok());
                options.port = Some(port.ok_or("--port wants a number up to 65535")?);
            }
            other => return Err(format!("unknown argument {other:?}; try --help")),
        }
    }
    Ok(Some(options))
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => return finish(io::stdout().write_all(HELP.as_bytes())),
        Err(message) => {
            let _ = writeln!(io::stderr(), "keybearer-sandbox: {message}");
            return ExitCode::from(2);
        }
    };
    finish(run(&options).await)
}

fn finish(result: io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "keybearer-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> io::Result<()> {
    // Runners start several at once, so theirs take any free port.
    let default = if options.print == Print::Json {
        0
    } else {
        DEFAULT_PORT
    };
    let port = options.port.unwrap_or(default);
    let sandbox = Sandbox::start_on(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    print(&mut io::stdout().lock(), sandbox.info(), options.print)?;
    stop_signal().await?;
    sandbox.shutdown().await;
    Ok(())
}

fn print(out: &mut impl Write, info: &Info, print: Print) -> io::Result<()> {
    match print {
        Print::Json => writeln!(out, "{}", serde_json::to_string(info)?)?,
        Print::Address => writeln!(out, "{}", info.url)?,
        Print::Everything => print_everything(out, info)?,
    }
    out.flush()
}

fn print_everything(out: &mut impl Write, info: &Info) -> io::Result<()> {
    writeln!(
        out,
        "Keybearer sandbox: Pug, PUGUH and Composite on one address\n"
    )?;
    writeln!(out, "  API base URL   {}", info.url)?;
    writeln!(out, "  Watch requests {}/", info.url)?;
    let sections: [(&str, Vec<(&str, &str)>); 3] = [
        (
            "Pug",
            vec![
                ("SDK key", &info.pug.sdk_key),
                ("shared key", &info.pug.shared_key),
                ("project", &info.pug.project_id),
                ("e-mail", &info.pug.email),
                ("password", &info.pug.password),
                ("access token", &info.pug.access_token),
                ("refresh token", &info.pug.refresh_token),
            ],
        ),
        (
            "PUGUH",
            vec![
                ("API key", &info.puguh.api_key),
                ("organization", &info.puguh.organization_id),
                ("application", &info.puguh.application_id),
                ("e-mail", &info.puguh.email),
                ("password", &info.puguh.password),
                ("OAuth client", &info.puguh.oauth_client_id),
                ("OAuth secret", &info.puguh.oauth_client_secret),
                ("access token", &info.puguh.access_token),
                ("refresh token", &info.puguh.refresh_token),
            ],
        ),
        (
            "Composite",
            vec![
                ("public key", &info.composite.public_key),
                ("secret key", &info.composite.secret_key),
                ("events:write", &info.composite.scoped_secret_key),
            ],
        ),
    ];
    for (title, rows) in sections {
        writeln!(out, "\n{title}")?;
        for (name, value) in rows {
            writeln!(out, "  {name:<14} {value}")?;
        }
    }
    writeln!(out, "\nPaste into a shell:\n")?;
    for (name, value) in info.environment() {
        writeln!(out, "export {name}={value}")?;
    }
    writeln!(out)
}

#[cfg(unix)]
async fn stop_signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stop_signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
