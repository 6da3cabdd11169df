//! The resources that a page loads: scripts, style sheets, images, frames. None of them is ever fetched.

use url::Url;

use super::dom::Document;
use super::nodes::attribute;
use crate::http::resolve;

/// The maximum number per page.
const MOST: usize = 500;

/// Their URLs, in document order; what is not a web URL is left out.
pub(super) fn of(document: &Document, base: &Url) -> Vec<Url> {
    let elements = document.html.tree.nodes().filter_map(|node| node.value().as_element());
    let named = elements.filter_map(|element| match element.name() {
        "audio" | "embed" | "frame" | "iframe" | "img" | "input" | "script" | "source" | "track" | "video" => {
            attribute(element, "src")
        }
        "object" => attribute(element, "data"),
        "link" if is_loaded(attribute(element, "rel").unwrap_or_default()) => attribute(element, "href"),
        _ => None,
    });
    let urls = named.filter(|text| !text.trim().is_empty()).filter_map(|text| resolve(text, base).ok());
    urls.filter(|url| matches!(url.scheme(), "http" | "https")).take(MOST).collect()
}

/// The relations whose target a browser fetches with the page (HTML standard, "link types").
fn is_loaded(rel: &str) -> bool {
    const LOADED: [&str; 6] = ["stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest"];
    rel.split_ascii_whitespace().any(|word| LOADED.iter().any(|loaded| word.eq_ignore_ascii_case(loaded)))
}

#[cfg(test)]
mod tests {
    use super::super::dom;
    use super::*;

    #[test]
    fn whatever_is_fetched_with_the_page() {
        let html = "<link rel='shortcut icon' href=/i><link rel=canonical href=/no><script src='https://cdn.example/a.js'>\
                    </script><img src=x.png><img src='data:image/png,'><iframe src=//f.example/></iframe><a href=/no>x</a>\
                    <object data=o></object><script>1</script><input type=image src=b.png>";
        let base = Url::parse("https://p.example/login/").expect("a URL");
        let found: Vec<String> = of(&dom::read(html), &base).into_iter().map(String::from).collect();
        let expected = [
            "https://p.example/i",
            "https://cdn.example/a.js",
            "https://p.example/login/x.png",
            "https://f.example/",
            "https://p.example/login/o",
            "https://p.example/login/b.png",
        ];
        assert_eq!(found, expected);
    }
}
