//! The few scripts that are recognized: one that only redirects the browser, and one that only submits a form. Nothing is
//! executed.

/// The effects of a page's inline scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ScriptEffect {
    /// Assigns `location`.
    Navigates(String),
    /// Submits the form that the expression before `.submit()` names.
    Submits(String),
}

/// A longer script does more than redirect a browser.
const LONGEST: usize = 4096;

/// Signs that what follows waits for a user or depends on a condition.
const CONDITIONS: &[&str] = &[
    "if(",
    "if (",
    "switch",
    "confirm(",
    "onclick",
    "onchange",
    "onsubmit",
    "'click'",
    "\"click\"",
    "'submit'",
    "\"submit\"",
    "'change'",
    "\"change\"",
    "fetch(",
    "XMLHttpRequest",
    "for(",
    "for (",
    "while",
];

/// The effect of a script, if it is a single, unconditional one.
pub(super) fn read(source: &str) -> Option<ScriptEffect> {
    if source.len() > LONGEST {
        return None;
    }
    let source = without_comments(source);
    if CONDITIONS.iter().any(|sign| source.contains(sign)) {
        return None;
    }
    target(&source).map(ScriptEffect::Navigates).or_else(|| submitter(&source).map(ScriptEffect::Submits))
}

/// The target of a script's form submission: the only URL that is assigned to an `action`, fetched, or opened with POST.
pub(super) fn sends_to(source: &str) -> Option<String> {
    let source = without_comments(source);
    let follows = |sign: &str| {
        let places = source.match_indices(sign).map(|(at, _)| source[at + sign.len()..].trim_start());
        places.map(str::to_owned).collect::<Vec<String>>()
    };
    let assigned =
        [".action =", ".action=", "fetch(", ".open(\"POST\",", ".open('POST',"].into_iter().flat_map(follows);
    let mut addresses: Vec<String> = assigned.filter_map(|rest| literal(&rest)).collect();
    addresses.dedup();
    match addresses.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// The effect of a button's script that sets one field of its form and submits: the field's name and its value.
pub(super) fn sets_and_submits(source: &str) -> Option<(String, String)> {
    let (assignment, rest) = source.split_once(".value")?;
    if !source.contains(".submit()") || rest.contains(".value") {
        return None;
    }
    let value = literal(rest.trim_start().strip_prefix('=')?.trim_start())?;
    let assigned = assignment.trim_end().trim_end_matches([')', ']', '"', '\'']);
    let name: String = assigned.chars().rev().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-')).collect();
    (!name.is_empty()).then(|| (name.chars().rev().collect(), value))
}

/// The string that is assigned to `location`, `location.href`, or passed to `location.replace` or `location.assign`.
fn target(source: &str) -> Option<String> {
    let mut found = None;
    for (at, _) in source.match_indices("location") {
        let before = source[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let mut rest = source[at + "location".len()..].trim_start();
        let call = [".replace", ".assign"].into_iter().find_map(|name| rest.strip_prefix(name));
        if let Some(arguments) = call {
            rest = arguments.trim_start().strip_prefix('(')?;
        } else {
            rest = rest.strip_prefix(".href").unwrap_or(rest).trim_start();
            let Some(assigned) = rest.strip_prefix('=').filter(|rest| !rest.starts_with('=')) else { continue };
            rest = assigned;
        }
        let text = literal(rest.trim_start())?;
        if found.replace(text).is_some() {
            return None;
        }
    }
    found
}

/// The expression whose `.submit()`, `.requestSubmit()` or `.click()` is called.
fn submitter(source: &str) -> Option<String> {
    let call = [".submit()", ".requestSubmit()", ".submit.call(", ".click()"]
        .into_iter()
        .find_map(|call| source.find(call))?;
    let start = source[..call].rfind([';', '{', '}', '\n', '=']).map_or(0, |end| end + 1);
    let expression = source[start..call].trim();
    // `var f = document.forms[0]; f.submit()` identifies the form where `f` is assigned.
    let is_name = !expression.is_empty() && expression.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
    let assigned = is_name
        .then(|| [format!("{expression} ="), format!("{expression}=")])
        .and_then(|forms| forms.iter().find_map(|form| Some(source.find(form)? + form.len())));
    match assigned {
        Some(at) => Some(source[at..].split([';', '\n']).next().unwrap_or_default().trim().to_owned()),
        None => Some(expression.to_owned()),
    }
}

/// The JavaScript string literal that the text starts with, if nothing is appended to it.
fn literal(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let mut value = String::new();
    let mut chars = text[1..].chars();
    while let Some(c) = chars.next() {
        match c {
            c if c == quote => {
                let rest = chars.as_str().trim_start();
                return (!rest.starts_with('+')).then_some(value);
            }
            '$' if quote == '`' && chars.as_str().starts_with('{') => return None,
            '\\' => value.push(escaped(&mut chars)?),
            c => value.push(c),
        }
    }
    None
}

fn escaped(chars: &mut std::str::Chars<'_>) -> Option<char> {
    let digits = match chars.next()? {
        'n' => return Some('\n'),
        't' => return Some('\t'),
        'r' => return Some('\r'),
        'x' => 2,
        'u' => 4,
        other => return Some(other),
    };
    let code = u32::from_str_radix(chars.as_str().get(..digits)?, 16).ok()?;
    *chars = chars.as_str()[digits..].chars();
    char::from_u32(code)
}

fn without_comments(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find("/*") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.starts_with("<!--"));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_only_go_elsewhere() {
        for (source, target) in [
            ("location='/a'", "/a"),
            ("window.location = \"http://rp.test/cb?a=1\\u0026b=2\";", "http://rp.test/cb?a=1&b=2"),
            ("<!--\nwindow.location.href=`/x`\n//-->", "/x"),
            ("setTimeout(function () { top.location.replace('\\x2fy'); }, 0)", "/y"),
            ("document.location.assign('https:\\/\\/op.test\\/')", "https://op.test/"),
        ] {
            assert_eq!(read(source), Some(ScriptEffect::Navigates(target.to_owned())), "{source}");
        }
    }

    #[test]
    fn scripts_that_only_submit_a_form() {
        for (source, expression) in [
            ("document.forms[0].submit()", "document.forms[0]"),
            ("window.onload = function() { document.getElementById('f').submit(); }", "document.getElementById('f')"),
            ("var f = document.forms['cb'];\nf.submit();", "document.forms['cb']"),
            ("javascript:document.relay.submit()", "javascript:document.relay"),
        ] {
            assert_eq!(read(source), Some(ScriptEffect::Submits(expression.to_owned())), "{source}");
        }
    }

    #[test]
    fn buttons_that_set_a_field_and_submit() {
        for source in [
            "document.consent.decision.value='allow';document.consent.submit();return false",
            "this.form.elements['decision'].value = \"allow\"; this.form.submit()",
            "document.getElementById('decision').value='allow'; f.submit()",
        ] {
            assert_eq!(sets_and_submits(source), Some(("decision".to_owned(), "allow".to_owned())), "{source}");
        }
        for source in
            ["f.submit()", "f.a.value='1'", "f.a.value='1';f.b.value='2';f.submit()", "f.a.value=x;f.submit()"]
        {
            assert_eq!(sets_and_submits(source), None, "{source}");
        }
    }

    #[test]
    fn the_one_address_that_a_script_sends_a_form_to() {
        let to = |source: &str| sends_to(source);
        assert_eq!(to("f.addEventListener('submit', () => { f.action = \"/login\"; });"), Some("/login".to_owned()));
        assert_eq!(to("if (ok) { fetch('/api/login', { method: 'POST' }) }"), Some("/api/login".to_owned()));
        assert_eq!(to("x.open(\"POST\", \"/login\")"), Some("/login".to_owned()));
        assert_eq!(to("f.action = '/a'; f.action = '/b';"), None, "which one?");
        assert_eq!(to("f.action = base + '/login';"), None, "it is never executed");
        assert_eq!(to("// f.action = '/old'"), None);
    }

    #[test]
    fn scripts_that_do_more_or_wait() {
        for source in [
            "",
            "if (!window.foo) location = '/a'",
            "location = '/a'; location = '/b'",
            "location = '/a' + token",
            "var mylocation = '/a'; if_location == '/a'",
            "button.addEventListener('click', () => form.submit())",
            "console.log(location.href)",
        ] {
            assert_eq!(read(source), None, "{source}");
        }
    }
}
