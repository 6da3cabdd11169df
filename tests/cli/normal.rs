//! Output without the parts that differ from run to run: `12.3 ms` becomes `<time>`, and the port of a peer `<port>`.

/// The normal form of a text.
pub(crate) fn form(text: &str) -> String {
    text.split_inclusive('\n').map(|line| without_ports(&without_times(line))).collect()
}

/// Every time becomes `<time>`. In a column (two or more spaces before it) it stays aligned on the right.
fn without_times(line: &str) -> String {
    let mut done = String::new();
    let mut rest = line;
    while let Some((start, end)) = time_in(rest) {
        let before = rest[..start].trim_end_matches(' ');
        let spaces = start - before.len();
        let column = if spaces > 1 { (spaces + end - start).saturating_sub("<time>".len()).max(1) } else { spaces };
        done.push_str(before);
        done.push_str(&" ".repeat(column));
        done.push_str("<time>");
        rest = &rest[end..];
    }
    done + rest
}

/// The range of the first time: whole milliseconds, or a number with a decimal point.
fn time_in(line: &str) -> Option<(usize, usize)> {
    [" ms", " s"].into_iter().flat_map(|unit| line.match_indices(unit)).find_map(|(at, unit)| {
        let start = line[..at].trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let end = at + unit.len();
        let is_time = start < at && (unit == " ms" || line[start..at].contains('.'));
        let is_word = line[end..].starts_with(char::is_alphanumeric);
        (is_time && !is_word).then_some((start, end))
    })
}

/// Every port of loopback that the system chose (five digits) becomes `<port>`.
fn without_ports(line: &str) -> String {
    let mut done = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("127.0.0.1:").map(|at| at + 10).or_else(|| rest.find("localhost:").map(|at| at + 10))
    {
        let (before, after) = rest.split_at(at);
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        done.push_str(before);
        done.push_str(if digits == 5 { "<port>" } else { &after[..digits] });
        rest = &after[digits..];
    }
    done + rest
}
