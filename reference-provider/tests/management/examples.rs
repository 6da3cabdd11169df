//! The examples of the README work.

use reqwest::{Method, header};

use super::{managed, request};

const README: &str = include_str!("../../README.md");

/// The words of a command, without quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (place, part) in command.split('\'').enumerate() {
        let mut pieces = part.split(' ').map(str::to_owned).collect::<Vec<_>>();
        if place % 2 == 1 {
            pieces = vec![part.to_owned()];
        }
        words.last_mut().unwrap().push_str(&pieces.remove(0));
        words.extend(pieces);
    }
    words.retain(|word| !word.is_empty());
    words
}

#[tokio::test]
async fn every_curl_of_the_readme_works() {
    let site = managed().await;
    let commands: Vec<&str> = README.lines().filter(|line| line.starts_with("curl ")).collect();
    assert!(commands.len() > 10, "{commands:#?}");
    for command in commands {
        let mut words = words(command.split(" #").next().unwrap()).into_iter().skip(1);
        let (mut method, mut body, mut path) = (None, None, None);
        while let Some(word) = words.next() {
            match word.as_str() {
                "-X" => method = Some(Method::from_bytes(words.next().unwrap().as_bytes()).unwrap()),
                "--json" => body = words.next(),
                url => path = url.strip_prefix("http://127.0.0.1:9000").map(str::to_owned),
            }
        }
        let method = method.unwrap_or(if body.is_some() { Method::POST } else { Method::GET });
        let mut request = request(&site, method, &path.unwrap());
        if let Some(body) = body {
            request = request.header(header::CONTENT_TYPE, "application/json").body(body);
        }
        let reply = site.send(request).await;
        assert!(reply.status.is_success(), "{command}\n{reply:?}");
    }
}
