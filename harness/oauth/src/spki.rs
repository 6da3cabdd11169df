//! A public key in X.509 format: `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7), in DER and in PEM (RFC 7468 §13).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::jwk::Jwk;
use super::signature::point;

/// The key in DER; `None` if it is not a public key of a supported type.
pub(super) fn der(key: &Jwk) -> Option<Vec<u8>> {
    let (algorithm, bits): (&[u8], Vec<u8>) = match (key.kty(), key.text("crv")) {
        ("RSA", _) => {
            let (n, e) = (integer(&key.bytes("n")?), integer(&key.bytes("e")?));
            // rsaEncryption, NULL (RFC 3279 §2.3.1)
            (&[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 0x05, 0], element(SEQUENCE, &[n, e].concat()))
        }
        // id-ecPublicKey, prime256v1 (RFC 5480 §2.1.1)
        ("EC", Some("P-256")) => (
            &[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7],
            point(key)?,
        ),
        // id-Ed25519 (RFC 8410 §3)
        ("OKP", Some("Ed25519")) => (&[0x06, 3, 0x2b, 0x65, 0x70], point(key)?),
        _ => return None,
    };
    let algorithm = element(SEQUENCE, algorithm);
    let no_unused_bits = [&[0][..], &bits].concat();
    Some(element(SEQUENCE, &[algorithm, element(BIT_STRING, &no_unused_bits)].concat()))
}

/// The key in PEM, with the line breaks and the final line break of common tools.
pub(super) fn pem(key: &Jwk) -> Option<String> {
    let encoded = STANDARD.encode(der(key)?);
    let mut pem = "-----BEGIN PUBLIC KEY-----\n".to_owned();
    for (at, c) in encoded.chars().enumerate() {
        if at > 0 && at % 64 == 0 {
            pem.push('\n');
        }
        pem.push(c);
    }
    pem.push_str("\n-----END PUBLIC KEY-----\n");
    Some(pem)
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// A positive number: without leading zeros except one that keeps the sign bit clear.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let sign = bytes.get(first).is_none_or(|byte| byte & 0x80 != 0);
    let zero: &[u8] = if sign { &[0] } else { &[] };
    element(INTEGER, &[zero, &bytes[first..]].concat())
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length = &length[length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1)..];
    let mut element = vec![tag];
    if content.len() >= 0x80 {
        element.push(0x80 | u8::try_from(length.len()).expect("a length has at most eight bytes"));
    }
    element.extend_from_slice(length);
    element.extend_from_slice(content);
    element
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::our_key;

    /// The output of OpenSSL for the same keys.
    #[test]
    fn keys_are_written_as_other_tools_write_them() {
        let rsa = pem(&our_key("RS256").expect("a key")).expect("a PEM");
        let wanted = concat!(
            "-----BEGIN PUBLIC KEY-----\n",
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj\n",
            "NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz\n",
            "P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo\n",
            "9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB\n",
            "EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX\n",
            "FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp\n",
            "oQIDAQAB\n",
            "-----END PUBLIC KEY-----\n",
        );
        assert_eq!(rsa, wanted);
        let ec = pem(&our_key("ES256").expect("a key")).expect("a PEM");
        assert!(ec.contains("\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n"), "{ec}");
        assert_eq!(der(&our_key("EdDSA").expect("a key")).map(|der| der.len()), Some(44));
        assert_eq!(der(&our_key("HS256").expect("a key")), None);
    }
}
