//! The invariants of `docs/ARCHITECTURE.md` that reading the sources can hold.
//!
//! Comments and tests are taken out first: what they say and do is their own affair.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

const PLATFORMS: [&str; 3] = ["pug", "puguh", "composite"];

/// Modules that no default build holds: what tests, fuzz targets and benchmarks share.
const AIDS: [&str; 3] = ["bench.rs", "fuzzing.rs", "testing.rs"];

/// Who may use whom: only what stands in the same line or above.
const LAYERS: &[&[&str]] = &[
    &[
        "error",
        "observe",
        "operation",
        "runtime",
        "secret",
        "text",
        "time",
        "trace",
        "transport",
        "tree",
        "url",
        "wait",
    ],
    &["auth", "guard", "json", "limits", "protocol", "redact", "retry"],
    &["client"],
    &["call", "emit", "erased", "options", "pagination"],
    &PLATFORMS,
];

/// Names that the root re-exports from a layer which not everybody may use.
const RE_EXPORTED: &[(&str, &str)] = &[
    ("Call", "call"),
    ("Empty", "call"),
    ("Response", "call"),
    ("Metadata", "client"),
    ("Page", "pagination"),
    ("PugClient", "pug"),
    ("PuguhClient", "puguh"),
    ("CompositeClient", "composite"),
];

#[test]
fn no_platform_is_named_outside_its_folder() {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.path != "lib.rs") {
        for (number, line) in numbered(&source.text) {
            // Longest first: what is left of `puguh` must not read as `pug`.
            let mut rest = line.to_lowercase();
            for name in ["puguh", "composite", "pug"] {
                if rest.contains(name) && source.module() != name {
                    found.push(source.at(number, line));
                }
                rest = rest.replace(name, "");
            }
        }
    }
    assert_none(&found, "name a platform outside its folder");
}

#[test]
fn arrows_run_down_only() {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.path != "lib.rs") {
        let own = layer(source.module());
        for (number, name) in source.imports() {
            let module = RE_EXPORTED.iter().find(|(item, _)| *item == name);
            let module = module.map_or(name.as_str(), |(_, module)| module);
            // Other names of the root are plain types, which any layer may speak of.
            if module.starts_with(char::is_lowercase) && layer(module) > own {
                found.push(source.at(number, &name));
            }
        }
    }
    assert_none(&found, "use what lies above them");
}

#[test]
fn only_the_runtime_and_its_time_know_the_target() {
    let mut found = Vec::new();
    let knows = ["runtime.rs", "time.rs"];
    for source in sources().iter().filter(|source| !knows.contains(&&*source.path)) {
        for (number, line) in numbered(&source.code) {
            // Elsewhere the target only says whether a native feature has any effect.
            // And which crate it is that is called `http`.
            let alias = source.path == "lib.rs" && line.starts_with("#[cfg(target_arch");
            if line.contains("target_") && !line.contains("feature =") && !alias {
                found.push(source.at(number, line));
            }
        }
    }
    assert_none(&found, "depend on the target");
}

#[test]
fn what_differs_between_platforms_is_used_in_its_place_only() {
    let places: &[(&[&str], &[&str])] = &[
        (&["Instant", "SystemTime", "getrandom"], &["runtime.rs"]),
        (&["tokio"], &["runtime.rs", "transport/native", "auth/store.rs"]),
        (
            &["reqwest", "hyper", "hyper_util", "h2", "rustls", "webpki_roots"],
            &["transport/native"],
        ),
        (&["ring"], &["transport/native", "auth/jwks.rs"]),
        (&["fs", "process"], &["auth/store.rs"]),
        (&["env"], &["options.rs"]),
        (&["thread"], &[]),
    ];
    let mut found = Vec::new();
    for source in &sources() {
        for (number, word, next) in source.words() {
            let place = places.iter().find(|(names, _)| names.contains(&word));
            // A crate or module is meant where a path goes on; a type always.
            let meant = next == "::" || word.starts_with(char::is_uppercase);
            if let (Some((_, allowed)), true) = (place, meant)
                && !allowed.iter().any(|place| source.path.starts_with(place))
            {
                found.push(source.at(number, word));
            }
        }
    }
    assert_none(&found, "use what belongs elsewhere");
}

#[test]
fn nothing_that_ships_panics_prints_or_is_unsafe() {
    let macros = [
        "assert",
        "assert_eq",
        "assert_ne",
        "dbg",
        "eprint",
        "eprintln",
        "panic",
        "print",
        "println",
        "todo",
        "unimplemented",
        "unreachable",
    ];
    // A call that is polled after its answer, as any async function; a system without randomness,
    // where there is nothing to go on with; and a declaration that does not compile.
    let deliberate = [
        ("call.rs", "panic"),
        ("runtime.rs", "assert"),
        ("json/check.rs", "panic"),
    ];
    let mut found = Vec::new();
    let sources = sources();
    for source in &sources {
        for (number, word, next) in source.words() {
            let bad = match word {
                "unwrap" | "expect" => next == "(" && source.line(number).contains(&format!(".{word}")),
                "unsafe" => true,
                word => next == "!" && macros.contains(&word),
            };
            if bad && !deliberate.contains(&(&source.path, word)) {
                found.push(source.at(number, word));
            }
        }
    }
    assert_none(&found, "panic, print or are unsafe");
    let root = sources.iter().find(|source| source.path == "lib.rs").unwrap();
    assert!(root.code.contains("#![forbid(unsafe_code)]"));
    assert!(root.code.contains("#![deny(missing_docs)]"));
}

#[test]
fn the_pipeline_is_generic_over_neither_operation_nor_message() {
    let sources = sources();
    let client = sources.iter().find(|source| source.path == "client.rs").unwrap();
    let banned = [
        "serde",
        "serde_json",
        "json",
        "Json",
        "Call",
        "Serialize",
        "Deserialize",
        "DeserializeOwned",
    ];
    let found: Vec<_> = client
        .words()
        .into_iter()
        .filter(|(_, word, _)| banned.contains(word))
        .map(|(number, word, _)| client.at(number, word))
        .collect();
    assert_none(&found, "speak of messages");
    for item in [
        "fn execute(",
        "struct Shared {",
        "struct Core {",
        "struct Request {",
        "struct Run {",
        "async fn steps(&mut self)",
    ] {
        assert!(
            client.code.contains(item),
            "`{item}` is no longer how the pipeline is written"
        );
    }
}

#[test]
fn the_sandbox_is_written_from_the_facts_and_not_from_the_core() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/sandbox");
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let uses = |line: &str| line.starts_with("keybearer.") || line.starts_with("keybearer ");
    assert!(!manifest.lines().any(uses), "the sandbox depends on the core");
}

#[test]
fn documents_link_to_what_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut documents = Vec::new();
    files(&root.join("docs"), "md", &mut documents);
    for name in ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"] {
        documents.push(root.join(name));
    }
    let mut found = Vec::new();
    for path in documents {
        let text = fs::read_to_string(&path).unwrap();
        let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        for target in links.filter_map(|(link, _)| link.split('#').next()) {
            let inside = !target.is_empty() && !target.contains("://");
            if inside && !path.parent().unwrap().join(target).exists() {
                found.push(format!("  {}: {target}", path.display()));
            }
        }
    }
    assert_none(&found, "lead nowhere");
}

#[test]
fn the_reader_of_sources_takes_out_what_is_not_code() {
    let text = r##"
        a(); // b
        /* c /* d */ e */ f::g("h // i", r#"j "k" l"#, 'm', '\'', b'n');
        fn o<'p>(q: &'p str) {}
        #[cfg(test)]
        mod r { fn s() { t("}") } }
        u
    "##;
    let source = Source::new("x.rs".to_owned(), text);
    let words: Vec<_> = source.words().into_iter().map(|(_, word, _)| word).collect();
    assert_eq!(
        words,
        ["a", "f", "g", "r", "b", "fn", "o", "p", "q", "p", "str", "u"]
    );
    assert!(source.text.contains("h // i") && source.text.contains("j \"k\" l"));
    let source = Source::new("x.rs".to_owned(), "use crate::{a, b::{c, d}, E};\ncrate::f::g();");
    let imports: Vec<_> = source.imports().into_iter().map(|(_, name)| name).collect();
    assert_eq!(imports, ["a", "b", "E", "f"]);
}

/// A file of the crate, its comments and tests overwritten with spaces.
struct Source {
    /// From `src`, with slashes.
    path: String,
    /// With string literals.
    text: String,
    /// Without what stands in string literals.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, "rs", &mut paths);
    let mut sources = Vec::new();
    for path in paths {
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        if !name.ends_with("tests.rs") && !AIDS.contains(&name.as_str()) {
            sources.push(Source::new(name, &fs::read_to_string(path).unwrap()));
        }
    }
    assert!(sources.len() > 30, "the sources are not where they were");
    sources
}

fn files(folder: &Path, kind: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, kind, found);
        } else if path.extension().is_some_and(|extension| extension == kind) {
            found.push(path);
        }
    }
}

/// The number of the layer that a module belongs to.
fn layer(module: &str) -> usize {
    let layer = LAYERS.iter().position(|layer| layer.contains(&module));
    layer.unwrap_or_else(|| panic!("{module} is new: give it a place in LAYERS and in ARCHITECTURE.md"))
}

fn assert_none(found: &[String], what: &str) {
    assert!(found.is_empty(), "these {what}:\n{}", found.join("\n"));
}

impl Source {
    fn new(path: String, text: &str) -> Self {
        let (comments, strings) = literals(text);
        let text = blank(text, &comments);
        let code = blank(&text, &strings);
        let tests = tests(&code);
        Self {
            path,
            text: blank(&text, &tests),
            code: blank(&code, &tests),
        }
    }

    /// The module at the root that the file belongs to.
    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.trim_end_matches(".rs")
    }

    fn line(&self, number: usize) -> &str {
        self.code.lines().nth(number - 1).unwrap_or_default()
    }

    fn at(&self, number: usize, what: &str) -> String {
        format!("  sdk-core/src/{}:{number}: {}", self.path, what.trim())
    }

    /// The words of the code, each with its line and what follows it: `::`, `!`, `(` or nothing.
    fn words(&self) -> Vec<(usize, &str, &str)> {
        let mut words = Vec::new();
        for (number, line) in numbered(&self.code) {
            let is_word = |character: char| character.is_alphanumeric() || character == '_';
            let mut rest = line;
            while let Some(start) = rest.find(is_word) {
                rest = &rest[start..];
                let end = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                let next = ["::", "!", "("].into_iter().find(|next| after.starts_with(next));
                words.push((number, word, next.unwrap_or_default()));
                rest = after;
            }
        }
        words
    }

    /// What follows `crate::`, groups taken apart.
    fn imports(&self) -> Vec<(usize, String)> {
        let mut imports = Vec::new();
        for (start, _) in self.code.match_indices("crate::") {
            let number = self.code[..start].matches('\n').count() + 1;
            let rest = &self.code[start + "crate::".len()..];
            let mut depth = 0;
            let mut name = String::new();
            // Where a name of the outermost group may begin.
            let mut fresh = true;
            for character in rest.chars() {
                match character {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => fresh = true,
                    character if fresh && (character.is_alphanumeric() || character == '_') => {
                        name.push(character);
                        continue;
                    }
                    _ => {}
                }
                if !name.is_empty() {
                    let name = std::mem::take(&mut name);
                    // Macros stand at the root, wherever they are written.
                    if character != '!' {
                        imports.push((number, name));
                    }
                    fresh = character == ',' && depth == 1;
                }
                if depth == 0 {
                    break;
                }
            }
        }
        imports
    }
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

/// Overwrites the ranges with spaces, so that places and lines stay.
fn blank(text: &str, ranges: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for byte in ranges.iter().cloned().flatten() {
        if bytes[byte] != b'\n' {
            bytes[byte] = b' ';
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Where comments are, and what stands in literals.
fn literals(text: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut comments, mut strings) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        let until = |end: &str| rest.find(end).map_or(text.len(), |length| at + length);
        if rest.starts_with("//") {
            let end = until("\n");
            comments.push(at..end);
            at = end;
        } else if rest.starts_with("/*") {
            let end = at + block_comment(rest);
            comments.push(at..end);
            at = end;
        } else if let Some(hashes) = raw_string(text, at) {
            let start = at + 2 + hashes;
            let end = format!("\"{}", "#".repeat(hashes));
            let end = text[start..]
                .find(&end)
                .map_or(text.len(), |length| start + length);
            strings.push(start..end);
            at = (end + 1 + hashes).min(text.len());
        } else if character == '"' {
            let end = quoted(text, at + 1, b'"');
            strings.push(at + 1..end);
            at = end + 1;
        } else if character == '\'' && is_character(&rest[1..]) {
            let end = quoted(text, at + 1, b'\'');
            strings.push(at + 1..end);
            at = end + 1;
        } else {
            at += character.len_utf8();
        }
    }
    (comments, strings)
}

/// The length of a block comment, which may hold others.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let (change, length) = match text.as_bytes().get(at..at + 2) {
            Some(b"/*") => (1, 2),
            Some(b"*/") => (-1, 2),
            _ => (0, 1),
        };
        depth += change;
        at += length;
        if depth == 0 {
            break;
        }
    }
    at
}

/// How many `#` a raw string has that begins here, if one does.
fn raw_string(text: &str, at: usize) -> Option<usize> {
    let part_of_a_word =
        text[..at].ends_with(|before: char| before == '_' || (before.is_alphanumeric() && before != 'b'));
    let rest = text[at..].strip_prefix('r').filter(|_| !part_of_a_word)?;
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    rest[hashes..].starts_with('"').then_some(hashes)
}

/// Where a literal ends that began before `at`.
fn quoted(text: &str, at: usize, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = at;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at
}

/// Whether what follows a `'` is a character rather than a lifetime.
fn is_character(rest: &str) -> bool {
    let mut characters = rest.chars();
    characters.next() == Some('\\') || characters.next() == Some('\'')
}

/// The items under `#[cfg(test)]`, given code without comments and literals.
fn tests(code: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (start, _) in code.match_indices("#[cfg(test)]") {
        let mut depth = 0;
        for (length, character) in code[start..].char_indices() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                ';' if depth == 0 => {}
                _ => continue,
            }
            if depth == 0 {
                found.push(start..start + length + 1);
                break;
            }
        }
    }
    found
}
