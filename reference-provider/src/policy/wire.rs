//! How answers are written: media types, header fields and codings.

use serde::{Deserialize, Serialize};

rules! {
    /// How answers are written: media types, header fields, codings and the message around them. RFC 9110, RFC 9112.
    WireRules in wire {
        knobs {
            /// How JSON is labelled.
            json: JsonLabel = JsonLabel::Plain, "RFC 8259 §11";
                variant "json-with-charset" = JsonLabel::WithCharset, unregulated by "RFC 8259 §11":
                    "JSON is labelled with `charset=utf-8`, a parameter that has no meaning there.";
                variant "json-in-other-case" = JsonLabel::OtherCase, permitted by "RFC 9110 §8.3.1":
                    "JSON is labelled `Application/JSON`.";
            /// How JSON is laid out.
            json_text: JsonText = JsonText::Compact, "RFC 8259 §2 and §7";
                variant "json-escaped" = JsonText::Escaped, permitted by "RFC 8259 §7":
                    "JSON has a backslash before every slash, and escapes for characters that need none.";
                variant "json-indented" = JsonText::Indented, permitted by "RFC 8259 §2":
                    "JSON is indented, with a line for each member.";
            /// Whether the key set has the media type of its own.
            key_set_labelled: bool = false, "RFC 7517 §8.5.2";
                variant "key-set-media-type" = true, permitted by "RFC 7517 §8.5.2":
                    "The key set is `application/jwk-set+json`.";
            /// How caches are told to keep nothing.
            no_store: NoStore = NoStore::Alone, "RFC 9111 §5.2.2";
                variant "no-store-among-others" = NoStore::AmongOthers, permitted by "RFC 9111 §5.2":
                    "What no cache may keep says `no-cache, no-store, must-revalidate`.";
                variant "no-store-in-two-lines" = NoStore::TwoLines, permitted by "RFC 9110 §5.3":
                    "What no cache may keep says so in two lines of `Cache-Control`, in capital letters.";
            /// The content coding of answers; a compression only for who accepts it.
            coding: Coding = Coding::None, "RFC 9110 §8.4.1";
                variant "coding-identity" = Coding::Identity, discouraged by "RFC 2616 §3.5":
                    "Answers say `Content-Encoding: identity`.";
                variant "coding-gzip" = Coding::Gzip, permitted by "RFC 9110 §8.4.1.3":
                    "Answers are compressed with gzip for who accepts it.";
                variant "coding-gzip-with-trailing-bytes" = Coding::GzipAndMore, unregulated by "RFC 1952 §2.2":
                    "Answers are compressed with gzip, and bytes that belong to no member follow.";
                variant "coding-deflate" = Coding::Zlib, permitted by "RFC 9110 §8.4.1.2":
                    "Answers are compressed with deflate, within the zlib format, for who accepts it.";
                variant "coding-deflate-without-zlib" = Coding::RawDeflate, unregulated by "RFC 9110 §8.4.1.2":
                    "Answers are compressed with deflate without the zlib format, as the RFC says that some servers do.";
            /// How many further header fields an answer has.
            further_fields: u32 = 0, "RFC 9110 §5.4";
                variant "header-fields-110" = 110, permitted by "RFC 9110 §5.4":
                    "Answers have 110 further header fields, as behind many proxies.";
            /// Whether answers say what they depend on.
            vary: bool = false, "RFC 9110 §12.5.5";
                variant "vary-named" = true, permitted by "RFC 9110 §12.5.5":
                    "Answers name the request headers that they depend on in `Vary`.";
            /// The message around an answer, over HTTP/1.1.
            message: Message = Message::Usual, "RFC 9112 §2";
                variant "header-lines-folded" = Message::Folded, demanded by "RFC 9112 §5.2":
                    "Header fields with several parts go over two lines (obs-fold).";
                variant "http10-without-length" = Message::Http10, permitted by "RFC 9112 §6.3":
                    "Answers are HTTP/1.0 without a length: they end with the connection.";
            /// How an address of this provider is written in `Location`.
            location: LocationForm = LocationForm::AsItIs, "RFC 9110 §10.2.2";
                variant "location-absolute" = LocationForm::Absolute, permitted by "RFC 9110 §10.2.2":
                    "Redirects within the provider name the whole URL.";
                variant "location-without-scheme" = LocationForm::WithoutScheme, permitted by "RFC 3986 §4.2":
                    "Redirects within the provider name host and path, and no scheme.";
                variant "location-with-dot-segments" = LocationForm::Relative, permitted by "RFC 3986 §5.2.4":
                    "Redirects within the provider are relative to the page, with `..` in them.";
        }
    }
}

choice! {
    /// How JSON is labelled.
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
    /// How JSON is laid out.
    JsonText {
        /// Without white space.
        Compact,
        /// Without white space, with as many escapes as it takes.
        Escaped,
        /// With a line for each member.
        Indented,
    }
}

choice! {
    /// How caches are told to keep nothing.
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
    /// The content coding of an answer.
    Coding {
        /// None, and nothing is said of it.
        None,
        /// None, and the header says so.
        Identity,
        /// gzip.
        Gzip,
        /// gzip, and further bytes after it.
        GzipAndMore,
        /// deflate within the zlib format.
        Zlib,
        /// deflate alone.
        RawDeflate,
    }
}

choice! {
    /// The message around an answer.
    Message {
        /// HTTP/1.1, one line for each field.
        Usual,
        /// A field that has several parts goes over two lines.
        Folded,
        /// HTTP/1.0; the end of the connection is the end of the body.
        Http10,
    }
}

choice! {
    /// How an address of this provider is written in `Location`.
    LocationForm {
        /// As the endpoint has it: most have the path.
        AsItIs,
        /// With scheme and host.
        Absolute,
        /// `//HOST/PATH`.
        WithoutScheme,
        /// From the page that was asked for, by way of `..`.
        Relative,
    }
}
