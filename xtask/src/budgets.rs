//! Budget files: `name = number` lines, with comments that outlive an update.

use std::{fs, path::Path};

use crate::command::{Result, root};

pub(crate) struct Budgets {
    file: &'static str,
    text: String,
}

impl Budgets {
    pub(crate) fn read(file: &'static str) -> Result<Self> {
        let text = fs::read_to_string(path(file)).map_err(|error| format!("cannot read {file}: {error}"))?;
        Ok(Self { file, text })
    }

    pub(crate) fn get(&self, name: &str) -> Result<u64> {
        let value = self.text.lines().filter_map(entry).find(|(own, _)| *own == name);
        let Some((_, value)) = value else {
            return Err(format!("{} has no budget for {name}", self.file));
        };
        value
            .replace('_', "")
            .parse()
            .map_err(|_| format!("{}: {name} is not a whole number", self.file))
    }

    /// Writes `value` in the place of what stood there, or at the end.
    pub(crate) fn set(&mut self, name: &str, value: u64) {
        let line = format!("{name} = {}", grouped(value));
        let mut found = false;
        let mut lines: Vec<String> = self
            .text
            .lines()
            .map(|old| match entry(old) {
                Some((own, _)) if own == name => {
                    found = true;
                    line.clone()
                }
                _ => old.to_owned(),
            })
            .collect();
        if !found {
            lines.push(line);
        }
        self.text = lines.join("\n") + "\n";
    }

    pub(crate) fn write(&self) -> Result {
        fs::write(path(self.file), &self.text).map_err(|error| format!("cannot write {}: {error}", self.file))
    }
}

fn path(file: &str) -> impl AsRef<Path> {
    root().join(file)
}

fn entry(line: &str) -> Option<(&str, &str)> {
    let line = line.split('#').next()?;
    let (name, value) = line.split_once('=')?;
    Some((name.trim(), value.trim()))
}

/// `1234567` as `1_234_567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_keeps_comments_and_order() {
        let mut budgets = Budgets {
            file: "test",
            text: "# why\na = 1_000 # note\n\nb = 2\n".to_owned(),
        };
        assert_eq!(budgets.get("a"), Ok(1000));
        budgets.set("a", 1_234_567);
        budgets.set("c", 30);
        assert_eq!(budgets.text, "# why\na = 1_234_567\n\nb = 2\nc = 30\n");
        assert!(budgets.get("d").is_err());
    }
}
