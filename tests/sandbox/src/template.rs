//! Header values that are worked out when the answer is sent: `{now+2s:http_date}`.

use crate::clock::{self, DateForm};

/// Puts the templates of a header value in place, or says what is wrong with one.
///
/// A template is `{now}` with an optional `+2s` or `-2s` (decimals allowed) and a form:
/// `http_date`, `rfc850`, `asctime`, `epoch` or `epoch_ms`.
pub(crate) fn expand(text: &str, now: f64) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{now") {
        let (before, from) = rest.split_at(start);
        let end = from
            .find('}')
            .ok_or_else(|| format!("the template in {text:?} has no closing brace"))?;
        out.push_str(before);
        out.push_str(&evaluate(&from[4..end], now).ok_or_else(|| {
            format!(
                "{:?} is not a template: write {{now}}, an optional +2s or -2s, and one of \
                 :http_date, :rfc850, :asctime, :epoch, :epoch_ms",
                &from[..=end]
            )
        })?);
        rest = &from[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

/// `spec` is what stands between `{now` and `}`.
fn evaluate(spec: &str, now: f64) -> Option<String> {
    let (shift, form) = spec.split_once(':')?;
    let shift: f64 = match shift {
        "" => 0.0,
        text => text.strip_suffix('s')?.parse().ok()?,
    };
    let moment = now + shift;
    Some(match form {
        "http_date" => clock::http_date(moment, DateForm::Imf),
        "rfc850" => clock::http_date(moment, DateForm::Rfc850),
        "asctime" => clock::http_date(moment, DateForm::Asctime),
        "epoch" => clock::whole(moment).to_string(),
        "epoch_ms" => clock::whole(moment * 1000.0).to_string(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_shifted_and_formatted() {
        assert_eq!(expand("{now+2s:epoch}", 10.0).unwrap(), "12");
        assert_eq!(expand("a {now-0.5s:epoch_ms} b", 10.0).unwrap(), "a 9500 b");
        assert_eq!(
            expand("{now:http_date}", 784_111_777.0).unwrap(),
            "Sun, 06 Nov 1994 08:49:37 GMT"
        );
        assert_eq!(expand("{\"not\":1}", 0.0).unwrap(), "{\"not\":1}");
    }

    #[test]
    fn a_misspelt_template_is_refused() {
        assert!(expand("{now+2:epoch}", 0.0).is_err());
        assert!(expand("{now+2s:date}", 0.0).is_err());
        assert!(expand("{now+2s:epoch", 0.0).is_err());
    }
}
