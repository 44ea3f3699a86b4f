//! Where tokens outlive the process.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::{
    Secret,
    runtime::{BoxAny, BoxFuture, DOCUMENTED, MaybeSend, MaybeSync},
    time::Duration,
};

/// Tokens as they are kept: the expiry is a moment rather than a duration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredTokens {
    /// The token that signs requests.
    pub access_token: Secret,
    /// The token that buys the next access token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
    /// When the access token ends, in whole seconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
}

impl StoredTokens {
    pub(crate) fn expires_at(&self) -> Option<Duration> {
        self.expires_at.map(Duration::from_secs)
    }
}

/// Why tokens could not be read or written. The message must hold no token.
#[non_exhaustive]
pub struct StoreError {
    action: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for part in &["the token store failed to ", self.action, ": "] {
            f.write_str(part)?;
        }
        self.source.fmt(f)
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

impl std::fmt::Debug for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !DOCUMENTED {
            return f.write_str(self.action);
        }
        f.debug_struct("StoreError")
            .field("action", &self.action)
            .field("source", &self.source)
            .finish()
    }
}

impl StoreError {
    /// `action` completes the sentence "the token store failed to …".
    pub fn new(action: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            action,
            source: source.into(),
        }
    }
}

/// What [`TokenStore::lock`] gives: the lock lasts until it is dropped.
pub type StoreLock = BoxAny;

/// Keeps a session's tokens between runs, and between processes that share them.
///
/// New tokens are written before any call uses them. A store that fails is reported to the
/// observer; the tokens stay in use in memory.
pub trait TokenStore: MaybeSend + MaybeSync + 'static {
    /// The tokens last saved, if any.
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredTokens>, StoreError>>;

    /// Replaces what is saved, wholly or not at all.
    fn save(&self, tokens: StoredTokens) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Forgets the tokens.
    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Keeps other processes from refreshing until the lock is dropped.
    ///
    /// A session reads the store again under the lock, so that of two processes with one expired
    /// token only one refreshes it. A store that is not shared needs no lock.
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        Box::pin(async { Ok(Box::new(()) as StoreLock) })
    }
}

/// What a store is asked for.
#[derive(Debug)]
pub enum StoreTask {
    /// [`TokenStore::lock`].
    Lock,
    /// [`TokenStore::load`].
    Load,
    /// [`TokenStore::save`].
    Save(StoredTokens),
    /// [`TokenStore::clear`].
    Clear,
}

/// What a store gives: to most tasks, nothing.
#[derive(Debug, Default)]
pub struct StoreAnswer {
    /// What was loaded.
    pub tokens: Option<StoredTokens>,
    /// What was locked.
    pub lock: Option<StoreLock>,
}

/// A [`TokenStore`] that is asked for everything in one way, so that there is one way to wait for it.
pub trait Store: MaybeSend + MaybeSync + 'static {
    /// Does what the method of that name does.
    fn ask(&self, task: StoreTask) -> BoxFuture<'_, Result<StoreAnswer, StoreError>>;
}

impl<S: TokenStore> Store for S {
    fn ask(&self, task: StoreTask) -> BoxFuture<'_, Result<StoreAnswer, StoreError>> {
        Box::pin(async {
            let mut answer = StoreAnswer::default();
            match task {
                StoreTask::Lock => answer.lock = Some(self.lock().await?),
                StoreTask::Load => answer.tokens = self.load().await?,
                StoreTask::Save(tokens) => self.save(tokens).await?,
                StoreTask::Clear => self.clear().await?,
            }
            Ok(answer)
        })
    }
}

/// A store that clients share.
impl<S: TokenStore + ?Sized> TokenStore for Arc<S> {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredTokens>, StoreError>> {
        (**self).load()
    }

    fn save(&self, tokens: StoredTokens) -> BoxFuture<'_, Result<(), StoreError>> {
        (**self).save(tokens)
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        (**self).clear()
    }

    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        (**self).lock()
    }
}

/// Keeps tokens in memory: for tests, and, in an [`Arc`], for clients that share one session.
#[derive(Debug, Default)]
pub struct MemoryTokenStore(Mutex<Option<StoredTokens>>);

impl MemoryTokenStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn with<T>(&self, use_tokens: impl FnOnce(&mut Option<StoredTokens>) -> T) -> T {
        use_tokens(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl TokenStore for MemoryTokenStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredTokens>, StoreError>> {
        Box::pin(async { Ok(self.with(|tokens| tokens.clone())) })
    }

    fn save(&self, tokens: StoredTokens) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async {
            self.with(|kept| *kept = Some(tokens));
            Ok(())
        })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async {
            self.with(|kept| *kept = None);
            Ok(())
        })
    }
}

#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub use self::file::FileTokenStore;

#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
mod file {
    use std::{
        fs::{self, File, OpenOptions, TryLockError},
        io::{self, ErrorKind, Write},
        path::{Path, PathBuf},
        sync::atomic::{AtomicU64, Ordering},
        time::Duration,
    };

    use zeroize::Zeroizing;

    use super::{StoreError, StoreLock, StoredTokens, TokenStore};
    use crate::runtime::BoxFuture;

    /// How often a lock that another process holds is tried again.
    const LOCK_POLL: Duration = Duration::from_millis(20);

    /// Keeps tokens in a file that only its owner may read.
    ///
    /// Writes are atomic: a reader sees the old tokens or the new ones, also after a crash.
    /// Processes that share the file refresh one at a time, by a lock on a second file beside it
    /// (`<name>.lock`), and take over what another one has refreshed.
    #[derive(Clone, Debug)]
    pub struct FileTokenStore {
        path: PathBuf,
    }

    impl FileTokenStore {
        /// Uses the file at `path`. It is made, with mode 0600, when tokens are first saved; its
        /// folder must exist.
        pub fn new(path: impl Into<PathBuf>) -> Self {
            Self { path: path.into() }
        }

        fn beside(&self, suffix: &str) -> PathBuf {
            let mut name = self.path.clone().into_os_string();
            name.push(suffix);
            name.into()
        }

        /// File work is done where it may block.
        async fn blocking<T: Send + 'static>(
            action: &'static str,
            work: impl FnOnce() -> io::Result<T> + Send + 'static,
        ) -> Result<T, StoreError> {
            match tokio::task::spawn_blocking(work).await {
                Ok(result) => result.map_err(|error| StoreError::new(action, error)),
                Err(error) => Err(StoreError::new(action, error)),
            }
        }
    }

    impl TokenStore for FileTokenStore {
        fn load(&self) -> BoxFuture<'_, Result<Option<StoredTokens>, StoreError>> {
            let path = self.path.clone();
            Box::pin(Self::blocking("read tokens", move || read(&path)))
        }

        fn save(&self, tokens: StoredTokens) -> BoxFuture<'_, Result<(), StoreError>> {
            static COUNTER: AtomicU64 = AtomicU64::new(0);
            let number = COUNTER.fetch_add(1, Ordering::Relaxed);
            let temporary = self.beside(&format!(".{}.{number}.tmp", std::process::id()));
            let path = self.path.clone();
            Box::pin(Self::blocking("save tokens", move || {
                let result = write(&temporary, &tokens).and_then(|()| fs::rename(&temporary, &path));
                if result.is_err() {
                    let _ = fs::remove_file(&temporary);
                }
                result
            }))
        }

        fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
            let path = self.path.clone();
            Box::pin(Self::blocking("forget tokens", move || {
                match fs::remove_file(path) {
                    Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
                    _ => Ok(()),
                }
            }))
        }

        fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
            let path = self.beside(".lock");
            Box::pin(async move {
                let file = Self::blocking("open its lock", move || owner_only().open(path)).await?;
                // Polled rather than waited for: a wait inside the kernel could not be given up.
                loop {
                    match file.try_lock() {
                        Ok(()) => return Ok(Box::new(file) as StoreLock),
                        Err(TryLockError::WouldBlock) => tokio::time::sleep(LOCK_POLL).await,
                        Err(TryLockError::Error(error)) => return Err(StoreError::new("lock", error)),
                    }
                }
            })
        }
    }

    fn read(path: &Path) -> io::Result<Option<StoredTokens>> {
        match fs::read(path).map(Zeroizing::new) {
            Ok(text) => {
                let refused = |place: String| {
                    // The parser's message may quote what it read.
                    io::Error::new(ErrorKind::InvalidData, format!("not a token file ({place})"))
                };
                // As text: serde_json has another parser for bytes, which nothing else needs.
                let text = str::from_utf8(&text).map_err(|_| refused("not UTF-8".to_owned()))?;
                serde_json::from_str(text)
                    .map(Some)
                    .map_err(|error| refused(format!("line {}, column {}", error.line(), error.column())))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn write(path: &Path, tokens: &StoredTokens) -> io::Result<()> {
        let text = Zeroizing::new(serde_json::to_vec(tokens)?);
        let mut file: File = owner_only().truncate(true).open(path)?;
        file.write_all(&text)?;
        // On disk before the rename makes it the truth.
        file.sync_all()
    }

    fn owner_only() -> OpenOptions {
        let mut options = OpenOptions::new();
        options.write(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::Secret;

        fn tokens(text: &str) -> StoredTokens {
            StoredTokens {
                access_token: Secret::from(text),
                refresh_token: Some(Secret::from("r")),
                expires_at: Some(1_800_000_000),
            }
        }

        #[tokio::test]
        async fn tokens_survive_in_a_file_that_only_the_owner_reads() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("tokens.json");
            let store = FileTokenStore::new(&path);
            assert_eq!(store.load().await.unwrap(), None);
            store.save(tokens("a")).await.unwrap();
            store.save(tokens("b")).await.unwrap();
            assert_eq!(
                FileTokenStore::new(&path).load().await.unwrap(),
                Some(tokens("b"))
            );
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let mode = fs::metadata(&path).unwrap().permissions().mode();
                assert_eq!(mode & 0o777, 0o600);
            }
            assert_eq!(
                fs::read_dir(folder.path()).unwrap().count(),
                1,
                "no temporary file stays"
            );
            store.clear().await.unwrap();
            store.clear().await.unwrap();
            assert_eq!(store.load().await.unwrap(), None);
        }

        #[tokio::test]
        async fn a_damaged_file_is_an_error_that_does_not_quote_it() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("tokens.json");
            fs::write(&path, r#"{"access_token": 12, "secret-text""#).unwrap();
            let error = FileTokenStore::new(&path).load().await.unwrap_err().to_string();
            assert!(error.contains("not a token file (line 1"), "{error}");
            assert!(!error.contains("secret-text"), "{error}");
        }

        #[tokio::test]
        async fn a_second_holder_waits_for_the_lock() {
            let folder = tempfile::tempdir().unwrap();
            let store = FileTokenStore::new(folder.path().join("tokens.json"));
            let held = store.lock().await.unwrap();
            let mut second = store.lock();
            let early = tokio::time::timeout(LOCK_POLL * 3, &mut second).await;
            assert!(early.is_err());
            drop(held);
            second.await.unwrap();
        }
    }
}
