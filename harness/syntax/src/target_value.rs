//! Values of a target file that are more than text: URLs, origins, rates and tokens.

use url::Url;

use super::decode::DecodeError;
use crate::model::bearer_token::BearerToken;
use crate::model::pace::Pace;
use crate::model::span::Spanned;

/// The token, or a mistake that does not repeat it.
pub(super) fn bearer_token(text: &Spanned<String>) -> Result<BearerToken, DecodeError> {
    text.value.parse().map_err(|mistake: &str| DecodeError::at(text.span, mistake))
}

/// Scheme, host and port, and nothing more.
pub(super) fn origin(text: &Spanned<String>) -> Result<Spanned<Url>, DecodeError> {
    let url = http(text)?;
    if url.path() == "/" && url.query().is_none() && url.fragment().is_none() {
        return Ok(Spanned { value: url, span: text.span });
    }
    let message = format!("`{}` is more than an origin", text.value);
    Err(DecodeError::at(text.span, message).help(format!("write `{}`", url.origin().ascii_serialization())))
}

pub(super) fn pace(requests: &Spanned<f64>) -> Result<Pace, DecodeError> {
    if requests.value.is_finite() && requests.value > 0.0 {
        return Ok(Pace::per_second(requests.value));
    }
    Err(DecodeError::at(requests.span, "`requests-per-second` must be above 0"))
}

pub(super) fn http(text: &Spanned<String>) -> Result<Url, DecodeError> {
    let url = absolute(text)?;
    if matches!(url.scheme(), "http" | "https") {
        return Ok(url);
    }
    let message = format!("`{}` is not the URL of a web server", text.value);
    Err(DecodeError::at(text.span, message).help("its scheme must be `http` or `https`"))
}

pub(super) fn absolute(text: &Spanned<String>) -> Result<Url, DecodeError> {
    let refused = |why: &str| {
        DecodeError::at(text.span, format!("`{}` is not an absolute URL: {why}", text.value))
            .help("write it with its scheme, as in `http://localhost:8000`")
    };
    let url = Url::parse(&text.value).map_err(|error| refused(&error.to_string()))?;
    if url.has_host() { Ok(url) } else { Err(refused("it has no host")) }
}
