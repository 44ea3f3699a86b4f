//! The same request to the same server by plain reqwest, by reqwest-middleware with
//! reqwest-retry, and by Keybearer, in turns: `peers <rounds>`. For a profiler there is
//! `peers only keybearer alone` (or `together`).
//!
//! The server is a process of its own (`peers server`), so that it shares neither a runtime nor an
//! allocator with what is measured. Each round measures all three, in an order that rotates; what
//! is printed are ratios within a round, so that the machine's mood of the moment cancels.

// The figures are this program's output.
#![allow(clippy::print_stdout)]

use std::{
    convert::Infallible,
    env,
    error::Error,
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use keybearer::{PuguhClient, puguh::ListOrganizations};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use reqwest_retry::{RetryTransientMiddleware, policies::ExponentialBackoff};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::{
    net::TcpListener,
    runtime::{Builder, Runtime},
    task::JoinSet,
};

type Failure = Box<dyn Error + Send + Sync>;

const TOKEN: &str = "opaque-token-0123456789abcdef0123456789abcdef0123456789abcdef";
const ORGANIZATION: &str = "0b7c1f0e-3a52-4a58-9d51-1f6f8c1f8f11";
const PATH: &str = "/api/v1/organizations?page_size=20";
const PEERS: usize = 3;
const NAMES: [&str; PEERS] = ["reqwest", "middleware", "keybearer"];
/// Requests of one peer in one round, one at a time.
const ALONE: usize = 200;
/// Requests of one peer in one round, 64 at a time.
const TOGETHER: usize = 3_200;
const IN_FLIGHT: usize = 64;

/// What Keybearer decodes, as somebody would write it by hand. The members are decoded, not read.
#[allow(dead_code, clippy::struct_field_names)]
#[derive(Deserialize)]
struct Page {
    items: Vec<Organization>,
    total: Option<u64>,
    page: Option<u32>,
    page_size: Option<u32>,
    has_next: Option<bool>,
    has_prev: Option<bool>,
}

#[allow(dead_code)]
#[derive(Deserialize)]
struct Organization {
    id: String,
    name: Option<String>,
    slug: Option<String>,
    description: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    role: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
    #[serde(flatten)]
    other: Map<String, Value>,
}

#[derive(Clone)]
enum Peer {
    Reqwest(reqwest::Client, String),
    Middleware(ClientWithMiddleware, String),
    Keybearer(PuguhClient),
}

impl Peer {
    fn all(origin: &str) -> Result<[Self; PEERS], Failure> {
        let client = || reqwest::Client::builder().no_proxy().build();
        let retry = RetryTransientMiddleware::new_with_policy(
            ExponentialBackoff::builder().build_with_max_retries(3),
        );
        let url = format!("{origin}{PATH}");
        let keybearer = PuguhClient::builder()
            .base_url(origin)
            .access_token(TOKEN)
            .organization_id(ORGANIZATION)
            .transport(
                keybearer::transport::NativeTransport::builder()
                    .no_proxy()
                    .build()?,
            )
            .build()?;
        Ok([
            Self::Reqwest(client()?, url.clone()),
            Self::Middleware(ClientBuilder::new(client()?).with(retry).build(), url),
            Self::Keybearer(keybearer),
        ])
    }

    /// One request, decoded; the number of organizations.
    async fn call(&self) -> Result<usize, Failure> {
        let body = match self {
            Self::Reqwest(client, url) => {
                let request = client.get(url).bearer_auth(TOKEN);
                let request = request
                    .header("x-organization-id", ORGANIZATION)
                    .header("accept", "application/json");
                request.send().await?.error_for_status()?.bytes().await?
            }
            Self::Middleware(client, url) => {
                let request = client.get(url).bearer_auth(TOKEN);
                let request = request
                    .header("x-organization-id", ORGANIZATION)
                    .header("accept", "application/json");
                request.send().await?.error_for_status()?.bytes().await?
            }
            Self::Keybearer(client) => {
                let request = ListOrganizations {
                    page_size: Some(20),
                    ..ListOrganizations::default()
                };
                return Ok(client.organizations().list(request).await?.items.len());
            }
        };
        Ok(serde_json::from_slice::<Page>(&body)?.items.len())
    }

    /// The median time of a request, one at a time, in microseconds.
    async fn alone(&self) -> Result<f64, Failure> {
        let mut times = Vec::with_capacity(ALONE);
        for _ in 0..ALONE {
            let started = Instant::now();
            self.call().await?;
            times.push(started.elapsed().as_secs_f64() * 1e6);
        }
        Ok(median(&mut times))
    }

    /// Requests a second, 64 at a time.
    async fn together(&self) -> Result<f64, Failure> {
        let started = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..IN_FLIGHT {
            let peer = self.clone();
            tasks.spawn(async move {
                for _ in 0..TOGETHER / IN_FLIGHT {
                    peer.call().await?;
                }
                Ok::<_, Failure>(())
            });
        }
        while let Some(done) = tasks.join_next().await {
            done??;
        }
        #[allow(clippy::cast_precision_loss)]
        Ok(TOGETHER as f64 / started.elapsed().as_secs_f64())
    }

    /// Processor time of this process for one request, 64 at a time, in microseconds. Other
    /// programs on the machine move it less than they move the clock.
    async fn processor(&self) -> Result<f64, Failure> {
        let before = processor_time()?;
        self.together().await?;
        let spent = processor_time()?.saturating_sub(before);
        #[allow(clippy::cast_precision_loss)]
        Ok(spent.as_secs_f64() * 1e6 / TOGETHER as f64)
    }
}

/// What the threads of this process have run so far; zero where the system does not tell.
fn processor_time() -> Result<Duration, Failure> {
    let mut nanos = 0;
    for thread in fs::read_dir("/proc/self/task").into_iter().flatten() {
        let times = fs::read_to_string(thread?.path().join("schedstat"))?;
        nanos += times.split(' ').next().unwrap_or_default().parse::<u64>()?;
    }
    Ok(Duration::from_nanos(nanos))
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Rounds of one measure; prints the median of each peer, and of its ratio to reqwest.
fn rounds<F>(
    name: &str,
    rounds: usize,
    runtime: &Runtime,
    peers: &[Peer; PEERS],
    measure: &F,
) -> Result<(), Failure>
where
    F: AsyncFn(&Peer) -> Result<f64, Failure>,
{
    let mut figures: [Vec<f64>; PEERS] = Default::default();
    let mut ratios: [Vec<f64>; PEERS] = Default::default();
    // The first round warms connections and caches, and counts for nothing.
    for round in 0..=rounds {
        let mut measured = [0.0; PEERS];
        for turn in 0..PEERS {
            let peer = (round + turn) % PEERS;
            measured[peer] = runtime.block_on(measure(&peers[peer]))?;
        }
        if round > 0 {
            for peer in 0..PEERS {
                figures[peer].push(measured[peer]);
                ratios[peer].push(measured[peer] / measured[0]);
            }
        }
    }
    for (peer, (figures, ratios)) in NAMES.iter().zip(figures.iter_mut().zip(&mut ratios)) {
        println!("{name}.{peer}\t{:.2}", median(figures));
        println!("{name}.{peer}.ratio\t{:.4}", median(ratios));
    }
    Ok(())
}

fn client(count: usize) -> Result<(), Failure> {
    // reqwest without a provider of its own wants the process to have one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut server = Server::start()?;
    let origin = server.origin()?;
    // One thread: the client's own work is what differs, and the server has the other core.
    let one = one_thread()?;
    let peers = Peer::all(&origin)?;
    rounds("p50_us", count, &one, &peers, &Peer::alone)?;
    rounds("rate_one_thread", count, &one, &peers, &Peer::together)?;
    rounds("processor_us", count, &one, &peers, &Peer::processor)?;
    // Two threads: what is shared between calls is contended for.
    let two = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let peers = Peer::all(&origin)?;
    rounds("rate_two_threads", count, &two, &peers, &Peer::together)
}

/// One peer and nothing else, for a profiler: one request at a time, or 64 on two threads.
fn only(name: &str, together: bool) -> Result<(), Failure> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut server = Server::start()?;
    let peers = Peer::all(&server.origin()?)?;
    let peer = NAMES.iter().position(|own| *own == name).ok_or("no such peer")?;
    let runtime = if together { two_threads() } else { one_thread() }?;
    for _ in 0..10 {
        if together {
            runtime.block_on(peers[peer].together())?;
        } else {
            runtime.block_on(peers[peer].alone())?;
        }
    }
    Ok(())
}

fn one_thread() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

fn two_threads() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

/// The server's process; it ends with its standard input.
struct Server(Child);

impl Server {
    fn start() -> Result<Self, Failure> {
        let server = Command::new(env::current_exe()?)
            .arg("server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        Ok(Self(server))
    }

    fn origin(&mut self) -> Result<String, Failure> {
        let output = self.0.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// One page as PUGUH answers it, with its headers, ready in memory.
fn answer() -> Result<Response<Full<Bytes>>, Failure> {
    let items: Vec<_> = (0..20)
        .map(|number| {
            json!({
                "id": format!("0b7c1f0e-3a52-4a58-9d51-1f6f8c1f8f{number:02}"),
                "name": format!("Organization {number}"),
                "slug": format!("organization-{number}"),
                "type": "team",
                "role": "owner",
                "created_at": "2026-01-05T09:30:00Z",
                "updated_at": "2026-02-17T18:04:11Z",
            })
        })
        .collect();
    let page = json!({
        "items": items, "total": 45, "page": 1, "page_size": 20, "has_next": true, "has_prev": false,
    });
    let reset = SystemTime::now().duration_since(UNIX_EPOCH)? + Duration::from_mins(50);
    Ok(Response::builder()
        .header("content-type", "application/json")
        .header("x-request-id", "req_5f0c1a7e9b")
        .header("x-ratelimit-limit", "10000")
        .header("x-ratelimit-remaining", "9997")
        .header("x-ratelimit-reset", reset.as_secs().to_string())
        .body(Full::new(Bytes::from(serde_json::to_vec(&page)?)))?)
}

async fn serve() -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    let answer = answer()?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let answer = answer.clone();
        tokio::spawn(async move {
            let service = service_fn(move |_: Request<hyper::body::Incoming>| {
                let answer = answer.clone();
                async move { Ok::<_, Infallible>(answer) }
            });
            // A client that leaves is not an error.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn server() -> Result<(), Failure> {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(serve())
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["server"] => server(),
        ["only", peer, "alone"] => only(peer, false),
        ["only", peer, "together"] => only(peer, true),
        [rounds] => client(rounds.parse()?),
        _ => Err("usage: peers <rounds> | peers only <peer> alone|together".into()),
    }
}
