//! A user agent: cookies, redirects, pages understood without selectors. It knows nothing of OAuth.
