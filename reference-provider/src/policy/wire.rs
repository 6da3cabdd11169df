//! The syntax of responses: media types, header fields and content codings.

use serde::{Deserialize, Serialize};

rules! {
    /// The syntax of responses: media types, header fields, content codings and HTTP messages. RFC 9110, RFC 9112.
    WireRules in wire {
        knobs {
            /// The media type of JSON.
            json: JsonLabel = JsonLabel::Plain, "RFC 8259 §11";
                variant "json-with-charset" = JsonLabel::WithCharset, unregulated by "RFC 8259 §11":
                    "JSON is labeled with `charset=utf-8`, a parameter without meaning.";
                variant "json-in-other-case" = JsonLabel::OtherCase, permitted by "RFC 9110 §8.3.1":
                    "JSON is labeled `Application/JSON`.";
            /// The layout of JSON.
            json_text: JsonText = JsonText::Compact, "RFC 8259 §2 and §7";
                variant "json-escaped" = JsonText::Escaped, permitted by "RFC 8259 §7":
                    "JSON has escaped slashes, and escapes for characters that need none.";
                variant "json-indented" = JsonText::Indented, permitted by "RFC 8259 §2":
                    "JSON is indented, with one member on each line.";
            /// The media type of the JWK Set is its own.
            key_set_labeled: bool = false, "RFC 7517 §8.5.2";
                variant "key-set-media-type" = true, permitted by "RFC 7517 §8.5.2":
                    "The media type of the JWK Set is `application/jwk-set+json`.";
            /// The `Cache-Control` of responses that are not cached.
            no_store: NoStore = NoStore::Alone, "RFC 9111 §5.2.2";
                variant "no-store-among-others" = NoStore::AmongOthers, permitted by "RFC 9111 §5.2":
                    "Responses that are not cached have `Cache-Control: no-cache, no-store, must-revalidate`.";
                variant "no-store-in-two-lines" = NoStore::TwoLines, permitted by "RFC 9110 §5.3":
                    "Responses that are not cached have two `Cache-Control` lines: `Private` and `No-Store`.";
            /// The content coding of responses; compression only if the client accepts it.
            coding: Coding = Coding::None, "RFC 9110 §8.4.1";
                variant "coding-identity" = Coding::Identity, discouraged by "RFC 2616 §3.5":
                    "Responses have `Content-Encoding: identity`.";
                variant "coding-gzip" = Coding::Gzip, permitted by "RFC 9110 §8.4.1.3":
                    "Responses are compressed with gzip if the client accepts it.";
                variant "coding-gzip-with-trailing-bytes" = Coding::GzipAndMore, unregulated by "RFC 1952 §2.2":
                    "Responses are compressed with gzip, followed by trailing bytes that are not a gzip member.";
                variant "coding-deflate" = Coding::Zlib, permitted by "RFC 9110 §8.4.1.2":
                    "Responses are compressed with deflate in the zlib format if the client accepts it.";
                variant "coding-deflate-without-zlib" = Coding::RawDeflate, unregulated by "RFC 9110 §8.4.1.2":
                    "Responses are compressed with deflate without the zlib format, as the RFC says of some \
                     implementations.";
            /// The number of additional header fields.
            further_fields: u32 = 0, "RFC 9110 §5.4";
                variant "header-fields-110" = 110, permitted by "RFC 9110 §5.4":
                    "Responses have 110 additional header fields, as if added by proxies.";
            /// Responses have `Vary`.
            vary: bool = false, "RFC 9110 §12.5.5";
                variant "vary-named" = true, permitted by "RFC 9110 §12.5.5":
                    "Responses list the request header fields that they depend on in `Vary`.";
            /// The HTTP/1.1 message.
            message: Message = Message::Usual, "RFC 9112 §2";
                variant "header-lines-folded" = Message::Folded, demanded by "RFC 9112 §5.2":
                    "Header fields with several parts are folded over two lines (obs-fold).";
                variant "http10-without-length" = Message::Http10, permitted by "RFC 9112 §6.3":
                    "Responses are HTTP/1.0 without Content-Length: the body ends with the connection.";
            /// The form of URLs of this provider in `Location`.
            location: LocationForm = LocationForm::AsItIs, "RFC 9110 §10.2.2";
                variant "location-absolute" = LocationForm::Absolute, permitted by "RFC 9110 §10.2.2":
                    "Redirects within the provider have absolute URLs.";
                variant "location-without-scheme" = LocationForm::WithoutScheme, permitted by "RFC 3986 §4.2":
                    "Redirects within the provider have scheme-relative URLs.";
                variant "location-with-dot-segments" = LocationForm::Relative, permitted by "RFC 3986 §5.2.4":
                    "Redirects within the provider have relative URLs with `..`.";
        }
    }
}

choice! {
    /// The media type of JSON.
    JsonLabel {
        /// `application/json`.
        Plain,
        /// `application/json; charset=utf-8`.
        WithCharset,
        /// `Application/JSON`.
        OtherCase,
    }
}

choice! {
    /// The layout of JSON.
    JsonText {
        /// Without whitespace.
        Compact,
        /// Without whitespace, with as many escapes as possible.
        Escaped,
        /// With one member on each line.
        Indented,
    }
}

choice! {
    /// The `Cache-Control` of responses that are not cached.
    NoStore {
        /// `no-store`.
        Alone,
        /// `no-cache, no-store, must-revalidate`.
        AmongOthers,
        /// `Private` in one line, `No-Store` in the next.
        TwoLines,
    }
}

choice! {
    /// The content coding of a response.
    Coding {
        /// None, without `Content-Encoding`.
        None,
        /// None, with `Content-Encoding: identity`.
        Identity,
        /// gzip.
        Gzip,
        /// gzip, followed by trailing bytes.
        GzipAndMore,
        /// deflate in the zlib format.
        Zlib,
        /// deflate without the zlib format.
        RawDeflate,
    }
}

choice! {
    /// The HTTP message of a response.
    Message {
        /// HTTP/1.1, one line for each field.
        Usual,
        /// Field values with several parts are folded over two lines.
        Folded,
        /// HTTP/1.0; the body ends with the connection.
        Http10,
    }
}

choice! {
    /// The form of URLs of this provider in `Location`.
    LocationForm {
        /// As the endpoint writes it: mostly a path.
        AsItIs,
        /// With scheme and host.
        Absolute,
        /// `//HOST/PATH`.
        WithoutScheme,
        /// Relative to the page of the request, with `..`.
        Relative,
    }
}
